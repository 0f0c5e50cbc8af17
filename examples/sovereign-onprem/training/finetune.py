"""Fine-tunes the house model on closed cases with low-rank adapters; reads and writes local folders only."""

import argparse

from datasets import load_from_disk
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="/weights/GLM-5.2")
    parser.add_argument("--cases", default="/data/cases")
    parser.add_argument("--out", default="/weights/adapters/register")
    wanted = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(wanted.base, local_files_only=True)
    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(wanted.base, local_files_only=True),
        LoraConfig(r=16, lora_alpha=32, target_modules="all-linear"),
    )
    cases = load_from_disk(wanted.cases).map(lambda case: tokenizer(case["text"], truncation=True))
    trainer = Trainer(model=model, train_dataset=cases, args=TrainingArguments(wanted.out, num_train_epochs=1))
    trainer.train()
    model.save_pretrained(wanted.out, safe_serialization=True)


if __name__ == "__main__":
    main()
