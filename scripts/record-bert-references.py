"""Records what sentence-transformers says of a few sentences, for the tests of our own layers.

    python3 -m venv V && V/bin/pip install torch 'sentence-transformers<6'
    V/bin/python scripts/record-bert-references.py tiny                      # makes formats/huggingface/tiny-bert anew, a random model, and records it
    V/bin/python scripts/record-bert-references.py FOLDER minilm TOKENS      # records a downloaded model: formats/huggingface/recorded-minilm.json
"""
import json
import pathlib
import shutil
import sys

import torch
import transformers
import sentence_transformers
import sentence_transformers.models
from sentence_transformers import SentenceTransformer

OUT = pathlib.Path(__file__).parent.parent / "packages/engine/src/formats/huggingface"
SENTENCES = [
    "a small furry animal that is kept as a pet",
    "The quick brown fox jumps over the lazy dog.",
    "joule: a unit of energy equal to the work done by a force of one newton",
    "an unaffable, antidisestablishmentarian café-owner; \"naïve\" — 3.14 (½)",
    "",
    "plant",
    "水 is water",
    "the act of " + "walking and " * 60 + "talking",
]


def recorded(folder: pathlib.Path, tokens: int) -> dict:
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = tokens
    with torch.no_grad():
        embeddings = model.encode(SENTENCES, batch_size=3, convert_to_numpy=True)
    ids = [model.tokenizer(text, truncation=True, max_length=tokens)["input_ids"] for text in SENTENCES]
    how = f"scripts/record-bert-references.py; torch {torch.__version__}, transformers {transformers.__version__}, sentence-transformers {sentence_transformers.__version__}, CPU, float32"
    rows = [{"text": text, "tokens": row, "embedding": [float(f"{value:.7g}") for value in embedding]} for text, row, embedding in zip(SENTENCES, ids, embeddings.tolist())]
    return {"how": how, "maxTokens": tokens, "sentences": rows}


def write(path: pathlib.Path, record: dict) -> None:
    rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in record.pop("sentences"))
    path.write_text(json.dumps(record, indent=2)[:-2] + ',\n  "sentences": [\n' + rows + "\n  ]\n}\n")


def tiny(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "the", "of", "is", "an", "energy", "water", "plant", "dog", "fox", "act", "walk", "##ing", "##s", "##er", "un", "##aff", "##able", "cafe", "-", ",", ".", ";", ":", "\"", "(", ")", "3", "14", "水", "unit", "and", "talk", "small", "animal"]
    tokenizer = transformers.BertTokenizerFast(vocab={word: k for k, word in enumerate(words)}, do_lower_case=True, model_max_length=16)
    torch.manual_seed(7)
    config = transformers.BertConfig(vocab_size=len(words), hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, max_position_embeddings=16, initializer_range=0.5)
    model = transformers.BertModel(config)
    for name, weight in model.named_parameters():
        if weight.ndim == 1:
            torch.nn.init.normal_(weight, mean=1.0 if "LayerNorm.weight" in name else 0.0, std=0.2)
    model.eval().save_pretrained(folder / "made")
    tokenizer.save_pretrained(folder / "made")
    transformer = sentence_transformers.models.Transformer(str(folder / "made"), max_seq_length=12)
    pooling = sentence_transformers.models.Pooling(8, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling, sentence_transformers.models.Normalize()], device="cpu").save(str(folder))
    shutil.rmtree(folder / "made")
    for name in ["README.md", "config_sentence_transformers.json"]:
        (folder / name).unlink()


if sys.argv[1] == "tiny":
    tiny(OUT / "tiny-bert")
    write(OUT / "recorded-tiny.json", recorded(OUT / "tiny-bert", 12))
else:
    write(OUT / f"recorded-{sys.argv[2]}.json", recorded(pathlib.Path(sys.argv[1]), int(sys.argv[3])))
