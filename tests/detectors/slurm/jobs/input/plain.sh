#!/bin/bash
echo "#SBATCH is a comment of Slurm"
