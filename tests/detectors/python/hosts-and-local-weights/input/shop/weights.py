from transformers import AutoModel, AutoTokenizer

local = AutoModel.from_pretrained("org/some-model-7b", local_files_only=True)
fetched = AutoModel.from_pretrained("org/other-model-7b", local_files_only=False)
plain = AutoTokenizer.from_pretrained("org/third-model-7b")


def load(path: str, offline: bool) -> object:
    AutoModel.from_pretrained(path, local_files_only=True)
    return AutoModel.from_pretrained("org/fourth-model-7b", local_files_only=offline)
