"""The names of a spreadsheet's columns, in the six languages, and what they mean.

"Fecha límite", "DUE DATE", "due_date"   ->   due

Capitals, accents, spaces and punctuation make no difference. A column with another name is shown
and left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courtside.provider.importing.money_text import names_currency, normal
from courtside.source.messages import close_to
from courtside.text.letters import in_plain_letters

# One row of names for each field: English first, then Spanish, Portuguese, French, German, Italian.
# fmt: off
PROJECT_COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id", "project id", "code", "codigo", "kennung", "codice"),
    "title": ("project", "title", "project title", "project name", "proyecto", "titulo", "projeto",
              "projet", "titre", "projekt", "titel", "progetto", "titolo", "nombre del proyecto",
              "nome do projeto", "nom du projet", "projektname", "projekttitel", "nome progetto",
              "nome del progetto"),
    "client": ("client", "client name", "customer", "company", "cliente", "empresa", "kunde",
               "auftraggeber", "azienda", "firma", "unternehmen", "societe", "entreprise",
               "committente", "ditta", "nombre del cliente", "nome do cliente", "nom du client",
               "kundenname", "nome cliente", "nome del cliente"),
    "contact": ("contact", "contact person", "contacto", "contato", "interlocuteur", "kontakt",
                "ansprechpartner", "contatto", "referente", "persona de contacto",
                "pessoa de contato", "pessoa de contacto", "personne de contact",
                "ansprechpartnerin", "kontaktperson", "persona di contatto"),
    "email": ("email", "mail", "client email", "correo", "correo electronico", "courriel",
              "mailadresse", "posta elettronica", "email address", "e mail address",
              "endereco de e mail", "adresse e mail", "adresse mail", "e mail adresse",
              "indirizzo e mail", "indirizzo email"),
    "client_id": ("client id", "customer id", "id cliente", "id client", "kundennummer"),
    "language": ("language", "idioma", "langue", "sprache", "lingua"),
    "price": ("price", "budget", "precio", "presupuesto", "preco", "orcamento", "prix", "preis",
              "prezzo", "fee", "fees", "agreed fee", "honorario", "honorarios", "honoraires",
              "honorar", "onorario", "compenso", "net price", "net amount", "importe neto",
              "valor liquido", "montant ht", "nettopreis", "nettobetrag", "importo netto"),
    "currency": ("currency", "currency code", "moneda", "divisa", "moeda", "devise", "monnaie",
                 "wahrung", "valuta"),
    "quoted": ("quoted", "quote date", "quoted on", "proposal sent", "proposal date",
               "fecha de propuesta", "data da proposta", "date du devis", "angebot vom",
               "data del preventivo"),
    "until": ("valid until", "quoted until", "until", "valido hasta", "valido ate",
              "valable jusqu au", "gultig bis", "valido fino al"),
    "signed": ("signed", "signed on", "date signed", "signature date", "firmado", "fecha de firma",
               "assinado", "signe le", "signe", "unterschrieben", "firmato", "firmado el",
               "assinado em", "unterschrieben am", "firmato il"),
    "signed_by": ("signed by", "firmado por", "assinado por", "signe par", "unterschrieben von",
                  "firmato da"),
    "deposit": ("deposit", "deposit amount", "down payment", "anticipo", "senal", "sinal",
                "acompte", "anzahlung", "acconto"),
    "deposit_paid": ("deposit paid", "deposit paid on", "anticipo pagado", "sinal pago",
                     "acompte paye", "anzahlung bezahlt", "acconto pagato", "deposit received",
                     "deposit received on", "anticipo pagado el", "sinal pago em", "acompte verse",
                     "acompte verse le", "acompte recu", "acompte recu le", "acompte paye le",
                     "anzahlung bezahlt am", "anzahlung erhalten", "anzahlung erhalten am",
                     "acconto pagato il", "acconto versato", "acconto versato il"),
    "start": ("start", "start date", "project start", "begins", "inicio", "fecha de inicio",
              "data de inicio", "debut", "date de debut", "beginn", "startdatum", "inizio",
              "data di inizio", "data inizio"),
    "playbook": ("playbook", "template", "plantilla", "modelo", "modele", "vorlage", "modello"),
    "notes": ("notes", "note", "comments", "notas", "observaciones", "remarques", "notizen",
              "bemerkungen", "observacoes", "commentaires", "anmerkungen", "osservazioni"),
}
"""Columns of a project: filled in its first row; below it the same or nothing."""

STAGE_COLUMNS: Mapping[str, Sequence[str]] = {
    "stage": ("stage", "step", "phase", "task", "milestone", "etapa", "fase", "tarea", "tarefa",
              "etape", "tache", "schritt", "aufgabe", "tappa", "actividad", "atividade",
              "attivita", "activity", "work package", "hito", "paso", "marco", "passo", "jalon",
              "activite", "etappe", "meilenstein", "abschnitt", "arbeitsschritt", "arbeitspaket",
              "pietra miliare", "passaggio", "compito", "entrega"),
    "owner": ("owner", "who", "whose", "responsible", "responsable", "quien", "responsavel", "quem",
              "qui", "verantwortlich", "zustandig", "wer", "responsabile", "chi", "assignee",
              "assigned to", "party", "encargado", "a cargo de", "encarregado", "assigne a",
              "charge de", "verantwortliche", "verantwortlicher", "zustandigkeit", "incaricato",
              "a carico di"),
    "days": ("days", "working days", "allowance", "duration", "dias", "dias laborables", "plazo",
             "dias habiles", "duracion", "prazo", "duracao", "dias uteis", "jours", "jours ouvres",
             "duree", "tage", "arbeitstage", "dauer", "giorni", "giorni lavorativi", "durata"),
    "stage_start": ("stage start", "from", "desde", "von", "dal"),
    "due": ("due", "due date", "due on", "deadline", "vence", "vencimiento", "fecha limite",
            "fecha de vencimiento", "vencimento", "data de vencimento", "data limite", "echeance",
            "date d echeance", "date limite", "fallig", "fallig am", "falligkeitsdatum", "frist",
            "scadenza", "data di scadenza"),
    "done": ("done", "done on", "finished", "completed", "handed over", "delivered", "hecho",
             "entregado", "feito", "entregue", "fait", "livre", "erledigt", "fertig", "fatto",
             "consegnato", "hecho el", "terminado", "entregado el", "concluido", "concluido em",
             "entregue em", "fait le", "termine le", "livre le", "erledigt am",
             "fertig am", "abgeschlossen", "abgeschlossen am", "completato", "completato il",
             "consegnato il"),
    "skipped": ("skipped", "not needed", "omitido", "ignore", "entfallt", "saltato"),
    "after": ("after", "depends on", "predecessors", "despues de", "depois de", "apres", "nach",
              "dopo"),
    "approves": ("approves", "approval of", "aprueba", "aprova", "approuve", "genehmigt",
                 "approva"),
    "pay": ("pay", "payment", "pago", "pagamento", "paiement", "zahlung"),
    "gives": ("gives", "deliverable", "deliverables", "entregable", "entregables", "entregavel",
              "livrable", "livrables", "lieferung", "consegna"),
}
"""Columns of a stage; each stage has a row."""
# fmt: on

_TWO_MEANINGS: Mapping[str, tuple[str, str]] = {"termine": ("due", "done")}
"""What has one meaning in Italian and German, and another in French without its accent; folded."""

PERCENT = "%"
"""At the end of a column's name: its bare numbers are shares of the price."""

_UNITS: Mapping[str, frozenset[str]] = {
    "days": frozenset(
        ("", "d", "day", "days", "wd", "workday", "workdays", "working day", "working days",
         "business day", "business days", "bd", "dia", "dias", "dia habil", "dias habiles",
         "dia laborable", "dias laborables", "dia util", "dias uteis", "j", "jr", "jrs", "jour",
         "jours", "jour ouvre", "jours ouvres", "jour s", "tag", "tage", "tagen", "t", "at",
         "arbeitstag", "arbeitstage", "arbeitstagen", "giorno", "giorni", "gg", "g",
         "giorno lavorativo", "giorni lavorativi", "giorno feriale", "day s", "dia s")
    ),
    "weeks": frozenset(
        ("w", "wk", "wks", "week", "weeks", "week s", "working week", "working weeks", "semana",
         "semanas", "sem", "sems", "semaine", "semaines", "semaine s", "woche", "wochen", "wo",
         "arbeitswoche", "arbeitswochen", "settimana", "settimane", "sett",
         "settimane lavorative", "semanas laborables", "semanas uteis")
    ),
    "hours": frozenset(
        ("h", "hr", "hrs", "hour", "hours", "working hours", "hora", "horas", "heure", "heures",
         "stunde", "stunden", "std", "ora", "ore", "min", "mins", "minutes", "minutos", "minuten")
    ),
    "months": frozenset(
        ("mo", "mon", "mons", "mos", "month", "months", "mes", "meses", "mois", "monat", "monate",
         "monaten", "mese", "mesi", "year", "years", "ano", "anos", "an", "ans", "jahr", "jahre",
         "anno", "anni", "quarter", "quarters", "y", "q", "m")
    ),
}  # fmt: skip
"""Units of a duration, in the six languages; folded."""


def unit_of(words: str) -> str:
    """Return `days`, `weeks`, `hours` or `months`; empty for other words."""
    return next((unit for unit, names in _UNITS.items() if folded(words) in names), "")


_MONEY_FIELDS = frozenset(("price", "deposit", "pay"))
_NET = frozenset(
    ("net", "netto", "neto", "liquido", "ht", "h t", "hors taxe", "hors taxes", "hors tva", "htva",
     "sin iva", "s iva", "sem iva", "base imponible", "excl vat", "ex vat", "exc vat",
     "excluding vat", "vat excl", "vat excluded", "without vat", "w o vat", "before vat",
     "excl tax", "ex tax", "excluding tax", "without tax", "before tax", "excl gst", "ex gst",
     "plus vat", "ohne mwst", "exkl mwst", "zzgl mwst", "ohne ust", "exkl ust", "zzgl ust",
     "ohne mehrwertsteuer", "iva no incluido", "iva esclusa", "escl iva", "senza iva",
     "imponibile", "mas iva", "mais iva", "piu iva")
)  # fmt: skip
"""Words beside an amount's name: it is net, as all amounts of the files are; folded."""
_GROSS = frozenset(
    ("gross", "brutto", "bruto", "ttc", "t t c", "tvac", "toutes taxes comprises", "con iva",
     "c iva", "com iva", "iva incluido", "iva incluida", "iva incl", "iva inc", "incl iva",
     "incl vat", "inc vat", "including vat", "vat included", "vat incl", "with vat", "after tax",
     "incl tax", "inc tax", "including tax", "tax included", "tax incl", "incl gst", "inc gst",
     "inkl mwst", "mit mwst", "inkl ust", "mit ust", "inklusive mehrwertsteuer",
     "inkl mehrwertsteuer", "iva inclusa", "lordo", "ivato")
)  # fmt: skip
_WEEKS = frozenset(("weeks", "semanas", "semaines", "wochen", "settimane"))
_BETWEEN = frozenset(("in", "en", "em", "a", "of", "de", "di"))
"""Words between a column's name and its unit: `Duration in weeks`."""

_FIELDS = {
    name: field
    for columns in (PROJECT_COLUMNS, STAGE_COLUMNS)
    for field, names in columns.items()
    for name in names
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The meaning of each column."""

    fields: Mapping[int, str]
    """Column -> field."""
    units: Mapping[int, str] = field(default_factory=dict)
    """Column -> the unit that its name gives: a currency as written, `days` or `weeks`."""
    shares: frozenset[int]
    """Columns whose bare numbers are percent."""
    ignored: tuple[int, ...]
    problems: tuple[str, ...]


def columns_of(head: Sequence[str], *, has_playbook: bool = False) -> Columns:
    """Return the meaning of each column, by its name.

    `has_playbook` says that projects without stages of their own have those of a playbook.
    """
    fields: dict[int, str] = {}
    units: dict[int, str] = {}
    problems = []
    for column, name in enumerate(head):
        meant, unit, problem = _meaning(name)
        if problem:
            problems.append(f"row 1: '{name}': {problem}")
        if not meant:
            continue
        if meant in fields.values():
            first = next(other for other, known in fields.items() if known == meant)
            problems.append(
                f"row 1: '{head[first]}' and '{name}' both mean the {in_words(meant)}: rename one"
            )
        fields[column] = meant
        if unit:
            units[column] = unit
    # Beside due dates of stages, a start is theirs too.
    if "due" in fields.values() and "stage_start" not in fields.values():
        fields = {c: "stage_start" if f == "start" else f for c, f in fields.items()}
    unknown = [name for column, name in enumerate(head) if column not in fields]
    problems += _missing(set(fields.values()), unknown)
    if not has_playbook and "playbook" not in fields.values():
        problems += _missing_of_stages(fields, head, unknown)
    return Columns(
        fields=fields,
        units=units,
        shares=frozenset(column for column, name in enumerate(head) if PERCENT in name),
        ignored=tuple(c for c, name in enumerate(head) if c not in fields and name),
        problems=tuple(problems),
    )


def _meaning(name: str) -> tuple[str, str, str]:
    """Return the field that a column's name means, the unit that it gives, and a problem with it.

    `Price (EUR)` -> price, EUR. A name followed by other words means nothing.
    """
    plain = normal(name)
    if either := _TWO_MEANINGS.get(folded(plain)):
        return "", "", f"this can mean '{either[0]}' or '{either[1]}': name it so"
    if meant := _FIELDS.get(folded(plain)):
        return meant, _sign_of(plain) if meant in _MONEY_FIELDS else "", ""
    if folded(plain) in _WEEKS:
        return "days", "weeks", ""
    words = re.findall(r"[^\s()\[\]{},;:/|_]+", plain.replace("/-", " "))
    for length in range(len(words) - 1, 0, -1):
        meant = _FIELDS.get(folded(" ".join(words[:length])))
        if meant in _MONEY_FIELDS:
            return _money_head(meant, words[length:])
        if meant == "days":
            return _duration_head(unit_of(" ".join(words[:length])), words[length:])
    return "", "", ""


def _money_head(meant: str, words: Sequence[str]) -> tuple[str, str, str]:
    """Read the words after the name of an amount: a currency, `net`, or both."""
    units = [word for word in words if names_currency(word)]
    rest = [folded(word) for word in words if word not in units]
    tax = " ".join(word for word in rest if word and word not in _BETWEEN)
    if tax in _GROSS:
        return meant, "", "these amounts include tax: write them without tax, and remove this word"
    if len(units) > 1 or (tax and tax not in _NET):
        return "", "", ""
    return meant, "".join(units), ""


def _duration_head(own: str, words: Sequence[str]) -> tuple[str, str, str]:
    """Read the words after the name of a duration: the unit that its numbers count. `own` is the
    unit that the name itself is, if it is one."""
    known = [word for word in words if folded(word) not in _BETWEEN]
    unit = unit_of(" ".join(known))
    if unit in ("hours", "months"):
        return "days", "", f"these are {unit}: write working days, or weeks"
    if own and unit and own != unit:
        return "days", "", f"this can mean '{own}' or '{unit}': name it so"
    return ("days", unit, "") if unit and known else ("", "", "")


def _sign_of(name: str) -> str:
    """Return the currency sign in a name without other words: `Price €`."""
    signs = [sign for sign in name if not sign.isalpha() and names_currency(sign)]
    return signs[0] if len(signs) == 1 else ""


def in_words(field: str) -> str:
    """Return a field in words: `deposit_paid` -> `deposit paid`, `playbook` -> `template`."""
    return "template" if field == "playbook" else field.replace("_", " ")


def folded(name: str) -> str:
    """Return a name without capitals, accents and punctuation, in the letters a to z where their
    transliteration is known: `Łódź Ærø` -> `lodz aero`."""
    words = " ".join(re.findall(r"[^\W_]+", in_plain_letters(name)))
    return "email" if words == "e mail" else words


def _missing(known: set[str], unknown: Sequence[str]) -> list[str]:
    return [
        f"row 1: there is no column for the {wanted}: name one "
        f"'{PROJECT_COLUMNS[wanted][0]}'{_like(unknown, PROJECT_COLUMNS[wanted])}"
        for wanted in ("title", "client", "email", "price")
        if wanted not in known
    ]


def _missing_of_stages(
    fields: Mapping[int, str], head: Sequence[str], unknown: Sequence[str]
) -> list[str]:
    """Say which column the stages lack, once for all their rows."""
    known = set(fields.values())
    if "stage" not in known:
        theirs = next((head[c] for c, name in fields.items() if name in STAGE_COLUMNS), "")
        like = _like(unknown, STAGE_COLUMNS["stage"])
        why = "there are no stages: name a column 'stage' or 'template', or give --template"
        if theirs:
            why = f"there is no column for the stages, which '{theirs}' is about: name one 'stage'"
        return [f"row 1: {why}{like}"]
    problems = []
    if "owner" not in known:
        like = _like(unknown, STAGE_COLUMNS["owner"])
        problems.append(f"row 1: there are stages, but no column 'owner' says whose they are{like}")
    if "days" not in known and not {"stage_start", "due"} <= known:
        like = _like(unknown, STAGE_COLUMNS["days"])
        problems.append(
            f"row 1: there are stages, but no column 'days' says how long they take{like}"
        )
    return problems


def _like(unknown: Sequence[str], names: Sequence[str]) -> str:
    """Return `; is it 'E-Mial'?` for the column that nobody knows whose name is like one of
    these."""
    like = (name for name in unknown if close_to(folded(name), names, 0.8))
    return next((f"; is it '{name}'?" for name in like), "")
