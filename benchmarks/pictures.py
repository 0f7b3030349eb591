"""Pictures of what people read. In: the store of a demo run and a moment of it. Out: PNG files of page, mail and alert.

Run by hand, in the folder of a demo run: python -m benchmarks.pictures --at 2026-04-24T06:00+02:00. Each is shown in German,
Chinese and English in a frame of 360, 600 and 1200 px by Debian's Chromium (`apt install chromium fonts-noto-cjk`).
"""

import argparse
import html
import os
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageChops

from articles import clock
from articles.store.events import opened_since
from delivery.alerts import Rule
from delivery.digest_forms import as_mail, as_page, as_text
from delivery.digest_view import view
from delivery.notices import alert
from delivery.phrases import phrase
from dreiklang.delivery_settings import Language, ProfileSettings
from dreiklang.desk import Desk
from dreiklang.digesting import build_digest, issue
from dreiklang.sections import DemoSettings
from dreiklang.settings import Settings
from dreiklang.told_acts import told_act

LANGUAGES: tuple[Language, ...] = ("de", "zh", "en")
WIDTHS = (360, 600, 1200)
HEIGHT = 3600  # px; a longer digest would not fit on a page either
MARGIN = 24  # px between the frames, and below the last line
COLOURS = 16  # enough for letters on paper, an eighth of the bytes
WALL = (120, 120, 120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/demo"), help="with the store of a demo run")
    parser.add_argument("--at", type=datetime.fromisoformat, required=True, help="a moment with offset; one with news")
    parser.add_argument("--into", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--chromium", default="chromium")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile() as at:
        os.environ[clock.VARIABLE] = at.name
        clock.move(options.at.astimezone(UTC))  # what waits, and whom we do not see, is told as of then
        for name, page in pages(options.data, options.at.astimezone(UTC)):
            for file in photograph(page, options.into / name, chromium=options.chromium):
                print(f"{file}  {file.stat().st_size // 1024} kB")


def pages(data: Path, moment: datetime) -> Iterator[tuple[str, str]]:
    """Page, mail and alert in each language, as HTML."""
    profiles = {str(language): ProfileSettings(language=language) for language in LANGUAGES}
    desk = Desk(Settings(demo=DemoSettings(enabled=True), data=data, profiles=profiles))
    with desk.store.read() as connection:
        for language in LANGUAGES:
            of = issue(connection, desk, language, as_of=moment)
            phrased = view(build_digest(connection, desk, of))
            print(f"{phrased.subject}\n{as_text(phrased)}\n")
            yield f"page-{language}", as_page(phrased)
            yield f"mail-{language}", as_mail(phrased)
            for event, stage in opened_since(connection, of.since)[:1]:
                because = phrase("rule", language, name="policy events")
                act = told_act(connection, desk, event, stage, because=because, now=moment)
                if act is not None:
                    rule = Rule(name="policy events", channels=(), language=language, zone=profiles[language].time_zone)
                    message = alert(rule, [act], now=moment)
                    print(f"{message.subject}\n{message.text}\n")
                    yield f"alert-{language}", message.html


def photograph(page: str, stem: Path, *, chromium: str) -> list[Path]:
    """One file for each width: stem-360.png, ... A frame has the width that a window of a phone would have."""
    frames = "".join(
        f'<iframe width="{width}" height="{HEIGHT}" scrolling="no" srcdoc="{html.escape(page)}"></iframe>'
        for width in WIDTHS
    )
    style = f"body {{ margin: 0; background: rgb{WALL}; white-space: nowrap; }} iframe {{ border: 0; margin-right: {MARGIN}px; }}"
    with tempfile.TemporaryDirectory() as folder:
        wall, shot = Path(folder) / "wall.html", Path(folder) / "shot.png"
        wall.write_text(f'<meta charset="utf-8"><style>{style}</style>{frames}', encoding="utf-8")
        width = sum(WIDTHS) + MARGIN * len(WIDTHS)
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [
            f"--user-data-dir={folder}",
            f"--window-size={width},{HEIGHT}",
            f"--screenshot={shot}",
            wall.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [_cut(Image.open(shot).convert("RGB"), number, stem) for number in range(len(WIDTHS))]


def _cut(shot: Image.Image, number: int, stem: Path) -> Path:
    """One frame out of the picture, down to its last line."""
    left = sum(WIDTHS[:number]) + MARGIN * number
    frame = shot.crop((left, 0, left + WIDTHS[number], HEIGHT))
    paper = Image.new("RGB", frame.size, frame.getpixel((0, HEIGHT - 1)))
    written = ImageChops.difference(frame, paper).getbbox()
    bottom = min(HEIGHT, (written[3] if written else 0) + MARGIN)
    file = stem.with_name(f"{stem.name}-{WIDTHS[number]}.png")
    frame.crop((0, 0, WIDTHS[number], bottom)).quantize(COLOURS).save(file, optimize=True)
    return file


if __name__ == "__main__":
    main()
