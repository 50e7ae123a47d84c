"""钱从哪来、归谁、谁管: the facts of an asset that the public may read, and whom it may ring."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.assets.custody.models import Custody
from server.assets.custody.queries import custodies_of
from server.assets.register.models import Asset
from server.core.db import db
from server.core.words import book
from server.identity.accounts.queries import user
from server.identity.organizations.models import Organization
from server.identity.regions.queries import names_on
from server.services.settings.queries import setting
from server.web.look.figures import money
from server.web.look.language import language, say

GUARDED_TYPES = frozenset({"drinking_water", "power_network", "pv_station", "pump_station", "water_tank"})
POST_WORKER = "public_welfare_post"
TWO_CHARACTER_SURNAMES = "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐长孙宇文司徒独孤南宫呼延端木申屠闻人"


@dataclass(frozen=True)
class Fact:
    """One line: what it is, and what it says."""

    label: str
    value: str
    phone: str | None = None


@dataclass(frozen=True)
class Contact:
    """Whom 打电话 rings: a unit's duty phone, else the county's hotline; never a person's own number."""

    name: str
    phone: str


def contact_of(asset: Asset) -> Contact:
    """Return whom a villager may ring about an asset."""
    custody = _custody(asset)
    carer = user(custody.user_id) if custody and custody.user_id else None
    for org_id in (custody.org_id if custody else None, carer.org_id if carer else None, asset.owner_org_id):
        unit = _unit(org_id)
        if unit is not None and unit.duty_phone:
            return Contact(unit.name, unit.duty_phone)
    return Contact(say("public.hotline"), str(setting(asset.county_code, "hotline")))


def facts_of(asset: Asset) -> list[Fact]:
    """Return the lines in the order in which they are read; what is not known is left out."""
    lines = (
        _money(asset),
        _built(asset),
        _project(asset),
        _owner(asset),
        _carer(asset),
        _overseer(asset),
        _where(asset),
        _code(asset),
    )
    return [line for line in lines if line]


def surname(name: str) -> str:
    """Return the family name of a Chinese name."""
    known = {TWO_CHARACTER_SURNAMES[i : i + 2] for i in range(0, len(TWO_CHARACTER_SURNAMES), 2)}
    return name[:2] if len(name) > 2 and name[:2] in known else name[:1]


def is_guarded(asset: Asset) -> bool:
    """True for water, power, telecom and PV: where they stand is never public."""
    return asset.sensitive or asset.asset_type in GUARDED_TYPES


def _money(asset: Asset) -> Fact | None:
    sources = list(dict.fromkeys(say(f"public.fund.{fund.source}") for fund in asset.funds))
    total = asset.original_value_fen or sum(fund.amount_fen for fund in asset.funds)
    if not total:
        return None
    between = "、" if language() == "zh" else ", "
    value = (
        say("public.fact.money_from", sources=between.join(sources), money=money(total))
        if sources
        else money(total)
    )
    return Fact(say("public.fact.money"), value)


def _built(asset: Asset) -> Fact | None:
    year = asset.formed_year
    return Fact(say("public.fact.built"), say("public.fact.year", year=year)) if year else None


def _project(asset: Asset) -> Fact | None:
    return Fact(say("public.fact.project"), asset.project_name) if asset.project_name else None


def _owner(asset: Asset) -> Fact | None:
    unit = _unit(asset.owner_org_id)
    return Fact(say("public.fact.owner"), unit.name) if unit else None


def _carer(asset: Asset) -> Fact | None:
    custody = _custody(asset)
    if custody is None:
        return None
    carer = user(custody.user_id) if custody.user_id else None
    unit = _unit(custody.org_id) or _unit(carer.org_id if carer else None)
    if carer is not None and custody.kind == POST_WORKER:
        return Fact(
            say("public.fact.carer"), say("public.fact.post_worker", surname=surname(carer.display_name))
        )
    if carer is not None and custody.kind == "village_cadre":
        return Fact(say("public.fact.carer"), carer.display_name, unit.duty_phone if unit else None)
    return Fact(say("public.fact.carer"), unit.name, unit.duty_phone) if unit else None


def _overseer(asset: Asset) -> Fact | None:
    unit = _unit(asset.supervising_dept_id)
    return Fact(say("public.fact.overseer"), unit.name, unit.duty_phone) if unit else None


def _where(asset: Asset) -> Fact | None:
    if is_guarded(asset):
        return None
    names = names_on(asset.region_path)
    place = "".join(names.get(level, "") for level in ("township", "village"))
    if asset.point is not None:
        about = asset.point.rounded()
        place = say("public.fact.about", place=place, lat=f"{about.lat:.3f}", lng=f"{about.lng:.3f}")
    return Fact(say("public.fact.where"), place)


def _code(asset: Asset) -> Fact | None:
    if not asset.asset_code:
        return None
    kind = book(language()).get(f"public.category.{asset.category}", "")
    return Fact(say("public.fact.code"), f"{asset.asset_code} {kind}".strip())


def _custody(asset: Asset) -> Custody | None:
    return next(iter(custodies_of([asset.id]).get(asset.id, [])), None)


def _unit(org_id: UUID | None) -> Organization | None:
    return db.session.get(Organization, org_id) if org_id else None
