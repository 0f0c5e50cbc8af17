#!/usr/bin/env bash
# What the action runs: one scan with every output, the job summary, and the gate's verdict for the last step.
#
# Options reach sovassess as SOVASSESS_ variables and never as text of this script, so that no input can become a command.
# Reads RUNNER_TEMP, GITHUB_STEP_SUMMARY and GITHUB_OUTPUT, which the runner sets.
set -euo pipefail

out="${RUNNER_TEMP:?}/sovassess"
mkdir -p "$out"

code=0
sovassess scan "${SCAN_PATH:-.}" --no-reports --no-progress \
    --format github \
    --format "sarif=$out/sovassess.sarif" \
    --format "markdown=$out/sovassess.md" \
    --format "json=$out/assessment.json" \
    --format "html=$out/assessment.html" || code=$?

if [ -f "$out/sovassess.md" ]; then
    cat "$out/sovassess.md" >> "${GITHUB_STEP_SUMMARY:?}"
fi
{
    echo "folder=$out"
    echo "code=$code"
    if [ -f "$out/sovassess.sarif" ]; then echo "sarif=$out/sovassess.sarif"; fi
} >> "${GITHUB_OUTPUT:?}"
