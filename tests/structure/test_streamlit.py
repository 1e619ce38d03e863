"""What we lean on inside Streamlit's package: an upgrade that changes it fails here, not at a reader's."""

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit
from streamlit import config

import i18n
from portal.web import assets, shell, texts

CONFIG = Path("portal/.streamlit/config.toml")
# Built by the scripts from pieces ("Press Enter to " + "apply"): these do not stand there whole.
BUILT_FROM_PIECES = frozenset(
    f"Press {key} to {what}"
    for key in ("Enter", "Ctrl+Enter", "⌘+Enter")
    for what in ("apply", "submit form")
) | {"Skip to main content"}


@cache
def packaged_scripts() -> str:
    return "\n".join(path.read_text("utf-8") for path in (assets.PACKAGED / "static" / "js").glob("*.js"))


def test_the_release_is_the_one_our_styles_were_made_for():
    assert streamlit.__version__.startswith("1.67.")


def test_the_hidden_option_that_makes_reruns_fast_still_exists_and_is_off():
    option = config._config_options_template["runner.postScriptGC"]
    assert option.default_val is True
    assert re.search(r"^postScriptGC = false", CONFIG.read_text("utf-8"), re.MULTILINE)


def test_every_option_in_our_file_is_known():
    section = ""
    for line in CONFIG.read_text("utf-8").splitlines():
        if found := re.match(r"\[(\w+)\]", line):
            section = found[1]
        elif found := re.match(r"(\w+) = ", line):
            assert f"{section}.{found[1]}" in config._config_options_template, line


def test_the_packaged_page_has_the_parts_our_shell_takes_over():
    assert '<script type="module"' in str(shell._packaged_head())
    assert '"./static/' not in str(shell._packaged_head())


@pytest.mark.parametrize("english", sorted(set(texts.WORDS) - BUILT_FROM_PIECES))
def test_every_english_text_we_replace_is_still_there(english):
    assert english in packaged_scripts()


def test_the_scripts_still_ask_where_the_date_fields_language_is():
    assert "react-aria.i18n.locale" in packaged_scripts()


def test_letters_have_the_size_of_the_theme_until_a_reader_asks_the_browser_for_larger_ones():
    styles = (assets.OWN / "portal.css").read_text("utf-8")
    share = re.search(r"^html \{ font-size: ([\d.]+)% !important; \}", styles, re.MULTILINE)
    theme = re.search(r"^baseFontSize = (\d+)", CONFIG.read_text("utf-8"), re.MULTILINE)
    assert share
    assert theme
    assert float(share[1]) / 100 * 16 == float(theme[1])


def test_every_part_of_streamlit_named_in_our_styles_exists():
    styles = (assets.OWN / "portal.css").read_text("utf-8")
    for name in set(re.findall(r'data-testid="(\w+)"', styles)):
        assert name in packaged_scripts() or any(name.startswith(stem) for stem in ("stBaseButton-",)), name


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_a_dictionary_cannot_close_the_block_of_data_it_stands_in(language):
    block = str(texts.data_block(language))
    assert block.count("<") == 2
