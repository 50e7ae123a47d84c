"""Which passwords may be chosen: long ones nobody tries first; their characters are nobody's business."""

from __future__ import annotations

import pytest

from server.identity.accounts.queries import common_passwords
from server.identity.accounts.rules import (
    PasswordCommon,
    PasswordNamed,
    PasswordRefused,
    PasswordTooLong,
    PasswordTooShort,
    browser_of,
    fits,
    hashed,
    maker_of,
    refuse_weak,
)

WORKER, ADMINISTRATOR = frozenset({"patrol_worker"}), frozenset({"sys_admin"})
HUAWEI = (
    "Mozilla/5.0 (Linux; Android 10; HarmonyOS; ALN-AL00; HMSCore 6.13) AppleWebKit/537.36 Chrome/114.0 "
    "HuaweiBrowser/15.0 Mobile Safari/537.36"
)
WECHAT = "Mozilla/5.0 (Linux; Android 13; V2183A) AppleWebKit/537.36 Chrome/116.0 MicroMessenger/8.0.47"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("井边三棵树", PasswordTooShort),
        ("a123456", PasswordTooShort),
        ("woaini1314", PasswordCommon),
        ("WoAiNi1314", PasswordCommon),
        ("5201314520", PasswordCommon),
        ("1qaz2wsx", PasswordCommon),
        ("wang123456", PasswordCommon),
        ("88888888", PasswordCommon),
        ("啊啊啊啊啊啊啊啊", PasswordCommon),
        ("my-WangJianguo-77", PasswordNamed),
        ("Guanhu-2026-good", PasswordNamed),
        ("我爱管护我爱管护", PasswordNamed),
        ("长" * 129, PasswordTooLong),
    ],
)
def test_password_that_others_would_try_is_refused(password: str, refusal: type[PasswordRefused]) -> None:
    with pytest.raises(refusal):
        refuse_weak(password, "wangjianguo", WORKER, common_passwords())


@pytest.mark.parametrize("password", ["correct horse", "村口三棵老槐树呀", "zq7 kd9w", "长短" * 64])
def test_any_other_password_is_taken_whatever_its_characters(password: str) -> None:
    refuse_weak(password, "wangjianguo", WORKER, common_passwords())


def test_administrators_need_four_characters_more() -> None:
    refuse_weak("elevenchars", "root1", WORKER, common_passwords())
    with pytest.raises(PasswordTooShort):
        refuse_weak("elevenchars", "root1", ADMINISTRATOR, common_passwords())


def test_two_letters_of_a_short_name_do_not_forbid_a_good_password() -> None:
    refuse_weak("million reasons", "li", WORKER, common_passwords())


def test_list_of_common_passwords_is_long_and_lowercase() -> None:
    common = common_passwords()
    assert len(common) >= 3000
    assert all(one == one.lower() and len(one) >= 8 for one in common)


def test_accent_typed_in_two_ways_is_one_password() -> None:
    kept = hashed("caf\u00e9 de la gare")
    assert fits(kept, "cafe\u0301 de la gare")
    assert not fits(kept, "cafe de la gare")


def test_password_longer_than_any_that_may_be_chosen_fits_nothing() -> None:
    kept = hashed("x" * 128)
    assert fits(kept, "x" * 128)
    assert not fits(kept, "x" * 129)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (HUAWEI, ("huawei", "huawei")),
        (WECHAT, ("android", "wechat")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1",
            ("iphone", "safari"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120.0 Safari/537.36 Edg/120.0", ("windows", "edge")),
        ("", ("other", "other")),
    ],
)
def test_browser_is_named_coarsely(agent: str, said: tuple[str, str]) -> None:
    assert (maker_of(agent), browser_of(agent)) == said
