"""Composing an e-mail: a template, what is known, and the one permit it may leave under.

It refuses: debt to a contact, whatever the template says; a value with a line break in a subject; a template without a
value for each of its slots. It sends nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from forbear.domain.identity import derive_id
from forbear.gate.digests import digest
from forbear.language.debt_words import debt_words
from forbear.outreach.money_words import amount_words, day_words, product_words
from forbear.outreach.slots import MAY_BE_TOLD, SLOTS, Audience, SlotClass, audience_of
from forbear.outreach.templating import SLOT, Template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.permit import Permit
    from forbear.outreach.planned import PlannedContact

VALUE_CHARACTERS_MAX: Final = 200
_STATES: Final = {
    "amount_overdue": "overdue_amount",
    "product": "loan_product",
    "lender_name": "institution_name",
    "oldest_due": "time_of_debt",
}


class CannotCompose(Exception):
    """the message cannot be written, so it will not be sent"""


class DebtToContact(CannotCompose):
    """a message to somebody who is no party to the debt would tell of it"""


@dataclass(frozen=True, slots=True)
class Sender:
    """From where mail leaves and where answers come in. `domain` receives `reply+…`, `stop+…` and `bounce+…`."""

    domain: str
    office_zh: str = "客户服务中心"
    office_en: str = "the customer office"

    def reply_to(self, token: str) -> str:
        """The address for answers to one message."""
        return f"reply+{token}@{self.domain}"

    def stop_at(self, token: str) -> str:
        """The address at which any mail, whatever it says, is a stop."""
        return f"stop+{token}@{self.domain}"

    def bounce_to(self, token: str) -> str:
        """The envelope sender, so that a bounce names its message."""
        return f"bounce+{token}@{self.domain}"

    def message_id(self, token: str) -> str:
        """The Message-ID: the same for the same permit, for ever."""
        return f"<{token}@{self.domain}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A composed message and to whom it is. `content_digest` binds its words to the permit."""

    person_id: str
    address: str
    purpose: str
    channel: str
    sender_name: str
    sender: Sender
    language: str
    subject: str
    body: str
    template: str
    version: str
    states: frozenset[str]

    @property
    def content_digest(self) -> str:
        """sha256 over everything the reader sees, the sender's name included."""
        seen = {
            "subject": self.subject,
            "body": self.body,
            "from": self.sender_name,
            "template": self.template,
            "version": self.version,
        }
        return digest(seen)

    @property
    def facts(self) -> dict[str, object]:
        """What the words tell, by the names of the gate's facts under `content.`."""
        return {"states": self.states, "flags": frozenset(), "missing": frozenset()}


def reference_code(plan_id: str) -> str:
    """The code printed in a message, the same whenever the same contact is composed again: `ABCD-EFGH`."""
    code = derive_id("reference", plan_id)[:8].upper()
    return f"{code[:4]}-{code[4:]}"


def compose(contact: PlannedContact, template: Template, sender: Sender) -> Letter:
    """Write the letter for a planned contact. Raises `CannotCompose`, `DebtToContact`."""
    audience = audience_of(contact.role)
    if audience is None:
        raise CannotCompose(
            f"there is no e-mail for the role `{contact.role}`; a person decides what may be said"
        )
    if audience is not template.audience:
        fault = DebtToContact if audience is Audience.CONTACT else CannotCompose
        raise fault(
            f"template `{template.name}` is written for a {template.audience}, not for `{contact.role}`"
        )
    if not contact.address:
        raise CannotCompose("the planned contact names no address")
    values = values_for(contact, audience, sender)
    subject, body = render(template, values, contact.language)
    office = sender.office_zh if contact.language == "zh-CN" else sender.office_en
    text = template.texts[contact.language]
    return Letter(
        person_id=contact.person_id,
        address=contact.address,
        purpose=contact.purpose,
        channel="email",
        sender_name=one_line(contact.lender_name) if audience is Audience.BORROWER else office,
        sender=sender,
        language=contact.language,
        subject=subject,
        body=body,
        template=template.name,
        version=template.version,
        states=frozenset(_STATES[name] for name in text.slots if name in _STATES),
    )


def values_for(contact: PlannedContact, audience: Audience, sender: Sender) -> dict[str, str]:
    """Return the values that this audience may be told; nothing of class debt is even made for a contact."""
    language = contact.language
    values = {"person_name": contact.person_name, "reference": reference_code(contact.plan_id)}
    if audience is Audience.CONTACT:
        values["named_by"] = contact.debtor_name
        values["office_name"] = sender.office_zh if language == "zh-CN" else sender.office_en
        return values
    values["lender_name"] = contact.lender_name
    joint = "和" if language == "zh-CN" else " and "
    if contact.products:
        values["product"] = joint.join(
            dict.fromkeys(product_words(one, language) for one in contact.products)
        )
    if contact.overdue:
        values["amount_overdue"] = joint.join(
            amount_words(int(minor), currency) for currency, minor in sorted(contact.overdue.items())
        )
    if contact.oldest_unpaid_due is not None:
        values["oldest_due"] = day_words(contact.oldest_unpaid_due, language)
    if contact.ageing_on is not None:
        values["as_of"] = day_words(contact.ageing_on, language)
    return values


def render(template: Template, values: Mapping[str, str], language: str) -> tuple[str, str]:
    """Fill the slots; return subject and body. Raises `CannotCompose`, `DebtToContact`.

    The class of every slot is checked again here, and for a contact so are the finished words: a name such as
    "… Auto Finance" tells a debt without any slot of that class.
    """
    text = template.texts[language]
    allowed = MAY_BE_TOLD[template.audience]
    if told := {name for name in text.slots if SLOTS.get(name, SlotClass.DEBT) not in allowed}:
        raise DebtToContact(f"a {template.audience} may not be told {', '.join(sorted(told))}")
    if missing := text.slots - set(values):
        raise CannotCompose(f"nothing is known for {', '.join(sorted(missing))}")
    safe = {name: one_line(values[name]) for name in text.slots}
    subject = SLOT.sub(lambda slot: safe[slot.group(1)], text.subject)
    body = SLOT.sub(lambda slot: safe[slot.group(1)], text.body)
    if template.audience is Audience.CONTACT and (words := debt_words(f"{subject}\n{body}")):
        raise DebtToContact(f"the finished words tell a debt: {', '.join(sorted(set(words)))}")
    return subject, body


def one_line(value: str) -> str:
    """Return the value as one line without control characters: what comes from a book can break no header."""
    clean = "".join(" " if unicodedata.category(mark) in {"Cc", "Cf", "Zl", "Zp"} else mark for mark in value)
    return " ".join(clean.split())[:VALUE_CHARACTERS_MAX]


def mime(letter: Letter, permit: Permit) -> EmailMessage:
    """Return the message as it leaves. Its Message-ID, date and reply address follow from the permit alone."""
    token, sender = permit.permit_id, letter.sender
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=letter.sender_name, addr_spec=sender.reply_to(token))
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(permit.issued_at)
    message["Message-ID"] = sender.message_id(token)
    message["List-Unsubscribe"] = f"<mailto:{sender.stop_at(token)}?subject=STOP>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return message
