"""Mail by SMTP. In: a Posted. Out: one mail to its recipient, under the message's own Message-ID."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from articles.store.outbox import Posted
from delivery.channels import ChannelDown, Refused, TryLater
from delivery.channels.mail import as_mail

MOST_CHARS = 200  # of what a server answers
PERMANENT = 500


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server. `security` is starttls, tls or none; certificates are always checked."""

    name: str
    recipients: tuple[str, ...]
    sender: str
    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    timeout_s: float = 30.0
    ca_file: str = ""

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        """One connection a mail. Raises: ChannelDown, TryLater, Refused."""
        mail = as_mail(posted.message, sender=self.sender, recipient=posted.recipient, answers=answers)
        server = self._connected()
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise self._refusal(code, answer) from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._down(error) from error
        finally:
            _leave(server)
        return f"{posted.recipient} by {self.host}"

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file or None)
        try:
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        except (smtplib.SMTPException, OSError) as error:
            raise self._down(error) from error
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as error:
            _leave(server)
            raise self._down(error) from error
        return server

    def _refusal(self, code: int, answer: bytes | str) -> TryLater | Refused:
        """4xx may pass, 5xx will not."""
        said = f"{self.host} answered {code} {_told(answer)}"
        return Refused(said) if code >= PERMANENT else TryLater(said)

    def _down(self, error: Exception) -> ChannelDown:
        """Nothing can be sent through this server now: no connection, no TLS, no login, or silence."""
        if isinstance(error, smtplib.SMTPResponseException):
            told = f"{error.smtp_code} {_told(error.smtp_error)}"
        else:
            told = _told(str(error)) or type(error).__name__
        return ChannelDown(f"{self.host}:{self.port} takes no mail now: {told}; check channels.{self.name}")


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a server that does not answer that either is just left."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _told(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:MOST_CHARS]
