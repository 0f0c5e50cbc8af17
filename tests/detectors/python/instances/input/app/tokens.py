"""What a loaded thing is called with is its work, and names nothing that is loaded."""

from transformers import AutoTokenizer, pipeline

tokenizer = AutoTokenizer.from_pretrained("/srv/weights/reranker")
classify = pipeline("text-classification", model="acme/sentiment")


class Ranker:
    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained("/srv/weights/other")

    def rank(self, pairs):
        return self.tokenizer(pairs, padding=True)


def rank(pairs):
    return tokenizer(pairs, padding=True), classify("a text")
