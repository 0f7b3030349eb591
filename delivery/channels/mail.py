"""A Message as e-mail. In: a Message, sender and recipient. Out: an EmailMessage of RFC 5322 with text and HTML."""

from collections.abc import Sequence
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from articles.errors import BadInput
from articles.model import Message
from articles.text import clean

PRECEDENCE = {"Auto-Submitted": "auto-generated", "Precedence": "list", "X-Auto-Response-Suppress": "All"}


class MailPolicy(EmailPolicy):
    """Python's own folding puts spaces into long words beside letters that are not ASCII; a Subject is folded as one text."""

    def fold(self, name: str, value: str) -> str:
        """The lines of a header."""
        if name.lower() != "subject" or value.isascii():
            return str(super().fold(name, value))
        return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as it is sent."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


MAIL = MailPolicy(linesep="\r\n")


def as_mail(message: Message, *, sender: str, recipient: str, answers: Sequence[str] = ()) -> EmailMessage:
    """The mail: its Message-ID is the message's own, so that a receiver knows one that comes twice."""
    domain = domain_of(sender)
    mail = EmailMessage(policy=MAIL)
    mail["From"] = address(sender)
    mail["To"] = address(recipient)
    mail["Subject"] = plain(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = mail_id(message.id, domain)
    if answers:
        mail["In-Reply-To"] = mail_id(answers[-1], domain)
        mail["References"] = " ".join(mail_id(one, domain) for one in answers)
    named = f"Dreiklang {plain(message.rule)}" if message.rule.isascii() else "Dreiklang"
    mail["List-Id"] = f"{named} <{list_id(message.rule)}.{domain}>"
    mail["Content-Language"] = message.language
    for name, value in PRECEDENCE.items():
        mail[name] = value
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


def plain(text: str) -> str:
    """One line for a header, in which nothing is an encoded word: Python would read it, line breaks in it and all."""
    return clean(text).replace("=?", "= ?")


def mail_id(message_id: str, domain: str) -> str:
    """<id@domain>."""
    return f"<{message_id}@{domain}>"


def list_id(rule: str) -> str:
    """A rule's name as a label of a List-Id: letters, digits and hyphens."""
    letters = "".join(char if char.isascii() and char.isalnum() else "-" for char in rule.lower())
    return "-".join(part for part in letters.split("-") if part) or "rule"


def domain_of(written: str) -> str:
    """The domain of an address. Raises: BadInput."""
    return address(written).domain


def address(written: str) -> Address:
    """'Name <user@domain>' as an Address. Raises: BadInput for what is none."""
    name, spec = parseaddr(plain(written))
    user, _, domain = spec.rpartition("@")
    if not user or not domain or not spec.isascii():
        raise BadInput(
            f"'{written}' is no mail address; expected one such as Dreiklang <monitor@example.org>", subject=written
        )
    return Address(display_name=name, username=user, domain=domain)
