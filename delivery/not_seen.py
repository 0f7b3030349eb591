"""Where a digest says that we are blind, or that it is quiet. In: a Digest and its Voice. Out: sentences."""

from collections.abc import Iterator, Sequence

from delivery import wording
from delivery.digest import Digest, Missing
from delivery.health_notes import reason
from delivery.voice import Voice, name_of

MOST_NAMED = 5  # of each kind


def not_seen(digest: Digest, voice: Voice) -> Iterator[str]:
    """Sources that are away, our own connection, issuing bodies, steps whose work waits, the archive."""
    seen = digest.blindness
    missing = [_missing(one, voice) for one in digest.missing[:MOST_NAMED]]
    if missing:
        words = voice.say("semicolon").join([*missing, *_more(digest.missing, voice)])
        yield voice.say("sentence", words=words)
    if seen.offline:
        yield voice.say("offline")
    for name, issuers in (("blind_for", seen.blind), ("by_fallback", seen.by_fallback)):
        shown = [wording.issuers_short((one,), voice.language) for one in issuers[:MOST_NAMED]]
        if shown:
            yield voice.say(name, names=voice.listed([*shown, *_more(issuers, voice)]))
    late = [voice.say("step_late", name=step, since=voice.moment(since)) for step, since in seen.late.items()]
    if late:
        yield voice.say("steps_late", names=voice.listed(late))
    if seen.archive_paused:
        yield voice.say("archive_paused")


def quiet(digest: Digest, voice: Voice) -> str | None:
    """That nothing is new, or that we could not have seen it; None where something is."""
    if not digest.quiet:
        return None
    if digest.blind:
        return voice.say("not_known_quiet", why=voice.joined(*_why_blind(digest, voice)))
    when = voice.say("quiet_week" if digest.weekly else "quiet_day")
    return voice.say("quiet", when=when, what=voice.say("nothing_on_topics" if digest.topics else "nothing_new"))


def _why_blind(digest: Digest, voice: Voice) -> Iterator[str]:
    if digest.blindness.offline:
        yield voice.say("blind_offline")
    if digest.blindness.late:
        yield voice.say("blind_late")
    if digest.barely_seen:
        yield voice.say("blind_few", names=wording.tongues(digest.barely_seen, voice.language))


def _missing(missing: Missing, voice: Voice) -> str:
    """MIIT since 22 Nov 14:00 (time-out; fallback gov.cn fine)."""
    name = name_of(missing.source)
    why = [reason(missing.state, voice.language)] if missing.state else []
    if missing.fallback is not None:
        said = "fallback_fine" if missing.fallback_sees else "fallback_gone"
        why.append(voice.say(said, name=name_of(missing.fallback)))
    told = voice.say("semicolon").join(one for one in why if one)
    if missing.since is None:
        return voice.say("never_seen", name=name) + (voice.bracketed(told) if told else "")
    phrase = "unseen_why" if told else "unseen_since"
    return voice.say(phrase, name=name, since=voice.moment(missing.since), why=told)


def _more(all_of_them: Sequence[object], voice: Voice) -> list[str]:
    more = len(all_of_them) - MOST_NAMED
    return [voice.say("and_more", n=more)] if more > 0 else []
