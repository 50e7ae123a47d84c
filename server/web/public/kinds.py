"""The kinds of trouble that a villager can choose, in his words and with a picture."""

from __future__ import annotations

from dataclasses import dataclass

from server.assets.register.models import Asset
from server.core.words import book
from server.field.checklists.queries import template
from server.field.damage.rules import OTHER, public_categories
from server.field.supervision_comments.rules import CATEGORIES
from server.web.look.language import language

DEFAULT_ICON = "t-wrench"
_CODES = {
    "t-road": "RR01 BC01 CS01 RF01",
    "t-drop": "RR05 CA01 WE01 WE04 PS07 WT01 DW12 DW13 SA02 GH06 RH03 RH06",
    "t-slide": "RR07 CA02 WT02 PN08 SL03 SL04 GH03 RF06 EL01",
    "t-block": "RR08 BC07 CA03 PS06 WT03 SC03 CS11 EL02 idle",
    "t-rail": "RR10 BC05 CA09 WT04 DW01 PV16 CL08 CS06 RH05 RF09 TO01",
    "t-sign": "BC06 CL09 TO05 EL05 G02",
    "t-dirt": "BC10 WE11 WT06 DW02 PV03 SA01 SA04 SA06 SC09 LB05 LB07 RF02 TO06",
    "t-wrench": "CA06 PS01 other",
    "t-lid": "WE05 WE12 WT07 DW04 SA03 LB09",
    "t-gone": "WE07 PV22 SL05 WS05 EC02 EC06 G03 G04 occupied",
    "t-bolt": "PS04 PV14 PN01 PN02 PN03 PN04 SL06 CL05 GH07 WS08 RH08 EC04",
    "t-wall": "PS09 SC02 SC06 GH01 GH02 LB01 RH04",
    "t-fire": "PS10 CL07 WS07 RH12 RF05 EC03",
    "t-lamp": "PV01 SL01 CS05 RF04",
    "t-tree": "PV02 PN05 EL04",
    "t-ball": "SC07 CS02 CS07",
    "t-other": "G05",
    "t-person": "person",
    "t-swap": "misused",
    "t-clock": "absent",
    "t-advice": "advice",
}
ICONS = {code: icon for icon, codes in _CODES.items() for code in codes.split()}


@dataclass(frozen=True)
class Kind:
    """One kind of trouble.

    title      as the asker reads it
    official   as it is kept, in Chinese
    dangerous  the first button is 先打电话
    upward     goes to the township, never only to the village
    """

    code: str
    title: str
    official: str
    severity: str | None
    dangerous: bool
    upward: bool

    @property
    def icon(self) -> str:
        return ICONS.get(self.code, DEFAULT_ICON)


def repair_kinds(asset: Asset) -> list[Kind]:
    """Return what may be broken at an asset of this type, as its questions have it, 别的毛病 last."""
    found = template(asset.county_code, asset.asset_type)
    known = public_categories(found.body) if found else []
    kinds = [
        Kind(
            each.code,
            trouble(each.code, each.title),
            trouble(each.code, each.title, "zh"),
            each.severity,
            each.dangerous,
            upward=False,
        )
        for each in known
        if each.code != OTHER
    ]
    return [*kinds, _plain(OTHER, upward=False)]


def concern_kinds() -> list[Kind]:
    """Return what goes upward: 被占用, 挪用, 闲置, 没人管, 对管护人有意见, 建议."""
    return [_plain(code, upward=True) for code in CATEGORIES]


def concern_kind(code: str) -> Kind | None:
    """Return the kind of a code that may be raised with those above."""
    return _plain(code, upward=True) if code in CATEGORIES else None


def kind_of(asset: Asset, code: str) -> Kind | None:
    """Return the kind of a code that may be broken at this asset."""
    return next((kind for kind in repair_kinds(asset) if kind.code == code), None)


def trouble(code: str, otherwise: str, language_: str | None = None) -> str:
    """Return what is wrong as a neighbour would say it; `otherwise` for a code that has no such words."""
    return book(language_ or language()).get(f"trouble.{code}", otherwise)


def _plain(code: str, upward: bool) -> Kind:
    return Kind(code, trouble(code, code), trouble(code, code, "zh"), None, dangerous=False, upward=upward)
