"""What the columns of a spreadsheet are called, in the six languages, and what they mean here.

"Fecha límite", "DUE DATE", "due_date"   ->   due

Capitals, accents, spaces and other signs make no difference. A column with another name is shown
and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courtside.source.messages import closest

# One row of names for each field: English first, then Spanish, Portuguese, French, German, Italian.
# fmt: off
PROJECT_COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id", "project id", "code", "codigo", "kennung", "codice"),
    "title": ("project", "title", "project title", "project name", "proyecto", "titulo", "projeto",
              "projet", "titre", "projekt", "titel", "progetto", "titolo"),
    "client": ("client", "client name", "customer", "company", "cliente", "empresa", "kunde",
               "auftraggeber", "azienda"),
    "contact": ("contact", "contact person", "contacto", "contato", "interlocuteur", "kontakt",
                "ansprechpartner", "contatto", "referente"),
    "email": ("email", "mail", "client email", "correo", "correo electronico", "courriel",
              "mailadresse", "posta elettronica"),
    "client_id": ("client id", "customer id", "id cliente", "id client", "kundennummer"),
    "language": ("language", "idioma", "langue", "sprache", "lingua"),
    "price": ("price", "budget", "precio", "presupuesto", "preco",
              "orcamento", "prix", "preis", "prezzo"),
    "quoted": ("quoted", "quote date", "quoted on", "proposal sent", "proposal date",
               "fecha de propuesta", "data da proposta", "date du devis", "angebot vom",
               "data del preventivo"),
    "until": ("valid until", "quoted until", "until", "valido hasta", "valido ate",
              "valable jusqu au", "gultig bis", "valido fino al"),
    "signed": ("signed", "signed on", "date signed", "signature date", "firmado", "fecha de firma",
               "assinado", "signe le", "signe", "unterschrieben", "firmato"),
    "signed_by": ("signed by", "firmado por", "assinado por", "signe par", "unterschrieben von",
                  "firmato da"),
    "deposit": ("deposit", "deposit amount", "down payment", "anticipo", "sinal", "acompte",
                "anzahlung", "acconto"),
    "deposit_paid": ("deposit paid", "deposit paid on", "anticipo pagado", "sinal pago",
                     "acompte paye", "anzahlung bezahlt", "acconto pagato"),
    "start": ("start", "start date", "project start", "begins", "inicio", "fecha de inicio",
              "data de inicio", "debut", "date de debut", "beginn", "startdatum", "inizio",
              "data di inizio"),
    "playbook": ("playbook", "template", "plantilla", "modelo", "modele", "vorlage", "modello"),
    "notes": ("notes", "note", "comments", "notas", "observaciones", "remarques", "notizen",
              "bemerkungen"),
}
"""Of a project: in its first row, and below it the same or nothing."""

STAGE_COLUMNS: Mapping[str, Sequence[str]] = {
    "stage": ("stage", "step", "phase", "task", "milestone", "etapa", "fase", "tarea", "tarefa",
              "etape", "tache", "schritt", "aufgabe", "tappa"),
    "owner": ("owner", "who", "whose", "responsible", "responsable", "quien", "responsavel", "quem",
              "qui", "verantwortlich", "wer", "responsabile", "chi"),
    "days": ("days", "working days", "allowance", "duration", "dias", "dias laborables", "plazo",
             "duracion", "prazo", "dias uteis", "jours", "duree", "tage", "arbeitstage", "dauer",
             "giorni", "durata"),
    "stage_start": ("stage start", "from", "desde", "von", "dal"),
    "due": ("due", "due date", "due on", "deadline", "vence", "vencimiento", "fecha limite",
            "vencimento", "data limite", "echeance", "fallig", "frist", "scadenza"),
    "done": ("done", "done on", "finished", "completed", "handed over", "delivered", "hecho",
             "entregado", "feito", "entregue", "fait", "livre", "erledigt", "fertig", "fatto",
             "consegnato"),
    "skipped": ("skipped", "not needed", "omitido", "ignore", "entfallt", "saltato"),
    "after": ("after", "depends on", "predecessors", "despues de", "depois de", "apres", "nach",
              "dopo"),
    "approves": ("approves", "approval of", "aprueba", "aprova", "approuve", "genehmigt",
                 "approva"),
    "pay": ("pay", "payment", "pago", "pagamento", "paiement", "zahlung"),
    "gives": ("gives", "deliverable", "deliverables", "entregable", "entregables", "entregavel",
              "livrable", "livrables", "lieferung", "consegna"),
}
"""Of a stage: a row each."""
# fmt: on

PERCENT = "%"
"""At the end of a column's name: its bare numbers are shares of the price."""

_FIELDS = {
    name: field
    for columns in (PROJECT_COLUMNS, STAGE_COLUMNS)
    for field, names in columns.items()
    for name in names
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which column is which."""

    fields: Mapping[int, str]
    """Column -> what it means."""
    shares: frozenset[int]
    """Columns whose bare numbers are percent."""
    ignored: tuple[int, ...]
    problems: tuple[str, ...]


def columns_of(head: Sequence[str]) -> Columns:
    """What each column means, by its name."""
    fields: dict[int, str] = {}
    problems = []
    for column, name in enumerate(head):
        field = _FIELDS.get(folded(name))
        if field is None:
            continue
        if field in fields.values():
            first = next(at for at, known in fields.items() if known == field)
            problems.append(
                f"row 1: '{head[first]}' and '{name}' both mean the {said(field)}: rename one"
            )
        fields[column] = field
    # Beside due dates of stages, a start is theirs too.
    if "due" in fields.values() and "stage_start" not in fields.values():
        fields = {at: "stage_start" if f == "start" else f for at, f in fields.items()}
    problems += _missing(set(fields.values()), head)
    return Columns(
        fields=fields,
        shares=frozenset(column for column, name in enumerate(head) if PERCENT in name),
        ignored=tuple(at for at, name in enumerate(head) if at not in fields and name),
        problems=tuple(problems),
    )


def said(field: str) -> str:
    """A field in words: `deposit_paid` -> `deposit paid`."""
    return field.replace("_", " ")


def folded(name: str) -> str:
    """A name without capitals, accents, and signs between its words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = " ".join(re.findall(r"[^\W_]+", letters))
    return "email" if words == "e mail" else words


def _missing(found: set[str], head: Sequence[str]) -> list[str]:
    problems = []
    for field in ("title", "client", "email", "price"):
        if field not in found:
            names = PROJECT_COLUMNS[field]
            like = next((hint for name in head if (hint := closest(folded(name), names, 0.8))), "")
            problems.append(
                f"row 1: there is no column for the {field}: name one '{names[0]}'{like}"
            )
    if "stage" in found and not found & {"owner", "playbook"}:
        problems.append("row 1: there are stages, and no column that says whose they are: 'owner'")
    return problems
