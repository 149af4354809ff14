"""Documents of every format and the hard cases of real files."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO

import connector_files as files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.documents import Document, read_document, read_path, read_stream
from osaamo.connectors.errors import ConnectorError, Limits
from osaamo.connectors.pdf import join_hyphens

FINNISH = "Opiskelija osaa käyttää työvälineitä, ymmärtää yötyön ja hallitsee Åbon sääennusteet."


def code_of(data, filename, **limits):
    with pytest.raises(ConnectorError) as caught:
        read_document(data, filename, limits=Limits(**limits))
    assert str(caught.value).endswith(".")
    return caught.value.code


def read_or_error(data, name):
    """The document, or nothing when a connector error with its own code came; any other error passes through."""
    try:
        return read_document(data, name)
    except ConnectorError as error:
        if error.code == "connector-error":
            raise
        return None


# Text and encodings


@pytest.mark.parametrize("data", [b"", b"   \n\t ", b"\xef\xbb\xbf", b"--- !!! ---"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_file_without_text_is_empty(data, name):
    assert code_of(data, name) == "empty-file"


def test_one_word():
    assert read_document(b"Python", "a.txt") == Document("Python", "", "text")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_needs_no_note(encoding):
    assert read_document(FINNISH.encode(encoding), "a.txt") == Document(FINNISH, "", "text")


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("mac_roman", "mac_roman"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_other_encodings_are_read_and_noted(encoding, noted):
    document = read_document(FINNISH.encode(encoding), "a.txt")
    assert document.text == FINNISH
    assert document.notes == (("encoding-guessed", noted),)


@pytest.mark.parametrize(
    "text", ["Sääennuste", "kahvin ja teen yö", "Kursen ger kunskap i företagsekonomi på svenska."]
)
@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "mac_roman"])
def test_short_texts_keep_their_letters(text, encoding):
    assert read_document(text.encode(encoding), "a.txt").text == text


def test_smart_quotes_of_word():
    text = "Hän sanoi: ”Osaan SQL:n” – ja se on ‘totta’… €"
    assert read_document(text.encode("cp1252"), "a.txt").text == text


def test_emoji_and_mixed_languages_stay():
    text = "Osaan Pythonia 🐍👩‍💻.\nJag kan svenska 🇸🇪.\nI know C++."
    assert read_document(text.encode(), "a.txt").text == text


def test_control_characters_go_and_lines_stay():
    assert read_document(b"a\x00b\x07c\x1b[0m\r\nd\re\x0cf\ttab", "a.txt").text == "abc[0m\nd\ne\n\nf\ttab"


def test_soft_hyphens_go_also_at_line_ends():
    assert read_document("opetus\u00adsuunni\u00ad\ntelma".encode(), "a.txt").text == "opetussuunnitelma"


def test_binary_is_no_text():
    assert code_of(bytes(range(256)) * 40, "a.txt") == "wrong-encoding"


def test_broken_utf16_says_so():
    assert code_of(b"\xff\xfe" + "abc".encode("utf-16-le") + b"\x00\xd8", "a.txt") == "wrong-encoding"


def test_decomposed_letters_are_composed():
    assert read_document("a\u0308iti".encode(), "a.txt").text == "äiti"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{\\rtf1 hei}", "unknown-format"),
        (b"\x89PNG\r\n\x1a\n....", "unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
    ],
)
def test_foreign_formats_are_named(data, code):
    assert code_of(data, "a.docx") == code


# HTML and Markdown


def test_html_becomes_lines():
    markup = (
        "<!doctype html><html><head><title> Kurssi &amp; työ </title><style>p{}</style></head><body>"
        "<nav><a>Etusivu</a></nav><h1>Otsikko</h1><p>Ensim&auml;inen <b>kap</b>pale<br>jatkuu.</p>"
        "<script>var osaan = 'ei';</script><ul><li>Python<li>SQL</ul>"
        "<table><tr><td>Taito</td><td>Taso 1</td></tr></table></body></html>"
    )
    document = read_document(markup.encode(), "a.html")
    assert document.title == "Kurssi & työ"
    assert document.text.split("\n") == [
        "Otsikko", "", "Ensimäinen kappale", "jatkuu.", "", "• Python", "• SQL", "", "Taito", "Taso 1",
    ]  # fmt: skip
    assert document.notes == (("navigation-left-out", "1"),)


def test_html_is_known_without_its_suffix():
    assert read_document(b"<html><body><p>Hei</p></body></html>", "a.txt").kind == "html"


def test_deep_html_is_refused():
    assert code_of(b"<div>" * 5000 + b"x", "a.html") == "unsafe-file"


def test_markdown_loses_its_marks():
    source = "# Kurssi\n\nOsaat **suunnitella** [palveluja](http://x).\n\n- yksi\n- kaksi\n\n| a | b |\n|---|---|\n| c | d |\n"
    document = read_document(source.encode(), "a.md")
    assert document.title == "Kurssi"
    assert [line for line in document.text.split("\n") if line] == [
        "Kurssi", "Osaat suunnitella palveluja.", "• yksi", "• kaksi", "a", "b", "c", "d",
    ]  # fmt: skip


def test_long_markdown_keeps_its_marks_and_says_so():
    document = read_document(b"**osaat**\n" * 100_001, "a.md")
    assert document.text.startswith("**osaat**")
    assert document.notes == (("markdown-marks-kept", "1000009"),)


# PDF


def test_pdf_joins_broken_words_and_lines():
    data = files.pdf(
        ["Opiskelija osaa suunnitella opetus-", "suunnitelman ja hallitsee suunnittelu-", "ja ohjaustaitoja.", "• C++"],
        ["Toinen sivu on tässä."],
        title="Opas",
    )
    document = read_document(data, "a.pdf")
    assert document.text == (
        "Opiskelija osaa suunnitella opetussuunnitelman ja hallitsee suunnittelu- ja ohjaustaitoja.\n• C++\n\n"
        "Toinen sivu on tässä."
    )
    assert document.title == "Opas"
    assert [document.text[start : start + 6] for start in document.pages] == ["Opiske", "Toinen"]


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        ("opetus\x02suunnitelma", "opetussuunnitelma"),
        ("suunnittelu\x02ja ohjaus", "suunnittelu- ja ohjaus"),
        ("planerings\x02och", "planerings- och"),
        ("UX\x02suunnittelu", "UX-suunnittelu"),
        ("linja\x02auto", "linja-auto"),
        ("Haaga\x02Helia", "Haaga-Helia"),
        ("COVID-19\x02aika", "COVID-19-aika"),
    ],
)
def test_hyphens_that_belong_to_the_word_stay(broken, joined):
    assert join_hyphens(broken) == joined


def test_wrapped_lines_and_page_breaks_are_one_sentence():
    data = files.pdf(
        ["Opintojakson suoritettuaan opiskelija osaa arvioida omaa toimintaansa", "ja kehittää sitä työyhteisössä ja"],
        ["muissa ympäristöissä.", "Uusi virke."],
    )
    document = read_document(data, "a.pdf")
    assert document.text == (
        "Opintojakson suoritettuaan opiskelija osaa arvioida omaa toimintaansa ja kehittää sitä työyhteisössä ja "
        "muissa ympäristöissä.\nUusi virke."
    )
    assert document.text[document.pages[1] :].startswith("muissa")


def test_running_heads_are_left_out_and_noted():
    data = files.pdf(*([f"Opinnäytetyö {n}", f"Luku {'abcd'[n]} alkaa tästä."] for n in range(4)))
    document = read_document(data, "a.pdf")
    assert "Opinnäytetyö" not in document.text
    assert document.text.count("Luku") == 4
    assert document.notes == (("running-heads-left-out", "Opinnäytetyö #"),)


def test_encrypted_pdf():
    assert code_of(files.pdf(["salaista"], password="salasana"), "a.pdf") == "encrypted-pdf"


def test_scanned_pdf_says_so():
    assert code_of(files.scanned_pdf(3), "a.pdf") == "scanned-pdf"


def test_blank_pdf_is_empty():
    assert code_of(files.pdf([""]), "a.pdf") == "empty-file"


def test_pages_without_text_are_noted():
    assert read_document(files.pdf(["Teksti."], [""], ["Lisää."]), "a.pdf").notes == (("pages-without-text", "2"),)


@pytest.mark.parametrize("cut", [20, 200, 600])
def test_truncated_pdf_is_damaged(cut):
    assert code_of(files.pdf(["Teksti."])[:cut], "a.pdf") == "damaged-file"


def test_too_many_pages():
    assert code_of(files.pdf(["a"], ["b"], ["c"]), "a.pdf", pages=2) == "too-many-pages"


def test_pdf_named_docx_is_read_as_pdf():
    assert read_document(files.pdf(["Teksti."]), "a.docx").kind == "pdf"


# Word


def build(document):
    document.add_heading("Opetussuunnitelma", 0)
    document.add_heading("Osaamistavoitteet", 1)
    document.add_paragraph("Opiskelija osaa “suunnitella”.")
    document.add_paragraph("Python", style="List Bullet")
    document.add_paragraph("SQL", style="List Number")
    table = document.add_table(2, 2)
    for at, text in enumerate(("Taito", "Taso", "Viestintä", "Hyvä")):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("Lopuksi.")
    document.sections[0].header.paragraphs[0].text = "Laurea"
    document.sections[0].footer.paragraphs[0].text = "Sivu"


def test_docx_in_reading_order():
    document = read_document(files.docx(build), "a.docx")
    assert document.title == "Opetussuunnitelma"
    assert [line for line in document.text.split("\n") if line] == [
        "Laurea", "Opetussuunnitelma", "Osaamistavoitteet", "Opiskelija osaa “suunnitella”.", "• Python", "• SQL",
        "Taito", "Taso", "Viestintä", "Hyvä", "Lopuksi.", "Sivu",
    ]  # fmt: skip


def test_docx_with_text_box_content_control_changes_and_nested_table():
    body = f"""<w:document xmlns:w="{files.W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
    <w:body><w:sdt><w:sdtContent><w:p><w:r><w:t>Ohjausobjekti</w:t></w:r></w:p></w:sdtContent></w:sdt>
    <w:p><w:r><w:t>Näkyvä</w:t></w:r><w:del><w:r><w:delText>poistettu</w:delText></w:r></w:del>
    <w:ins><w:r><w:t xml:space="preserve"> lisätty</w:t></w:r></w:ins>
    <mc:AlternateContent><mc:Choice Requires="wps"><w:r><w:txbxContent><w:p><w:r><w:t>Ruutu</w:t></w:r></w:p>
    </w:txbxContent></w:r></mc:Choice><mc:Fallback><w:r><w:txbxContent><w:p><w:r><w:t>Ruutu</w:t></w:r></w:p>
    </w:txbxContent></w:r></mc:Fallback></mc:AlternateContent></w:p>
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>ulko</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>sisä</w:t></w:r></w:p>
    </w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl></w:body></w:document>"""
    data = files.rezip(files.docx(lambda _: None), {"word/document.xml": body})
    lines = [line for line in read_document(data, "a.docx").text.split("\n") if line]
    assert lines == ["Ohjausobjekti", "Näkyvä lisätty", "Ruutu", "ulko", "sisä"]


def test_macros_are_ignored_and_noted():
    data = files.docx(build)
    types = files.member(data, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    document = read_document(files.rezip(data, {"[Content_Types].xml": types, "word/vbaProject.bin": b"x"}), "a.docm")
    assert "Lopuksi." in document.text
    assert document.notes == (("macros-ignored", "a.docm"),)


def test_docx_bomb_is_refused_before_parsing():
    data = files.rezip(files.docx(build), {"word/media/bomb.bin": bytes(30_000_000)})
    assert len(data) < 100_000
    assert code_of(data, "a.docx", unpacked_bytes=20_000_000) == "zip-bomb"


def test_many_members_are_refused():
    data = files.rezip(files.docx(build), {f"word/media/{n}.bin": b"" for n in range(60)})
    assert code_of(data, "a.docx", archive_members=50) == "zip-bomb"


def test_large_xml_part_is_refused():
    data = files.rezip(files.docx(build), {"word/document.xml": b" " * 2_000_000})
    assert code_of(data, "a.docx", part_bytes=1_000_000) == "too-large"


def test_xml_entities_are_refused():
    body = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="'
        + files.W.encode()
        + b'"><w:body>&a;</w:body></w:document>'
    )
    data = files.rezip(files.docx(build), {"word/document.xml": body})
    assert code_of(data, "a.docx") == "unsafe-file"


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_truncated_docx_is_damaged(part):
    data = files.docx(build)
    assert code_of(data[: int(len(data) * part)], "a.docx") == "damaged-file"


@pytest.mark.parametrize("gone", ["[Content_Types].xml", "_rels/.rels"])
def test_docx_without_a_needed_part_is_damaged(gone):
    assert code_of(files.rezip(files.docx(build), {gone: None}), "a.docx") == "damaged-file"


def test_broken_xml_in_docx_is_damaged():
    assert code_of(files.rezip(files.docx(build), {"word/document.xml": b"<w:document>"}), "a.docx") == "damaged-file"


def test_empty_docx():
    assert code_of(files.docx(lambda _: None), "a.docx") == "empty-file"


def test_plain_zip_is_unknown():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "teksti")
    assert code_of(target.getvalue(), "a.docx") == "unknown-format"


# Limits and fronts


def test_large_stream_is_refused_without_reading_it_all():
    stream = files.CountingStream(50 * 1024 * 1024)
    with pytest.raises(ConnectorError) as caught:
        read_stream(stream, "a.txt")
    assert caught.value.code == "too-large"
    assert stream.count == 10 * 1024 * 1024 + 1


def test_large_path_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 100)
    with pytest.raises(ConnectorError) as caught:
        read_path(path, limits=Limits(file_bytes=99))
    assert caught.value.code == "too-large"
    assert caught.value.values == {"filename": "a.txt", "limit": 99}


def test_missing_path_says_so(tmp_path):
    with pytest.raises(ConnectorError, match=r"puuttuu.txt cannot be opened"):
        read_path(tmp_path / "puuttuu.txt")


def test_too_many_characters():
    assert code_of(b"sana " * 100, "a.txt", characters=400) == "too-large"


def test_five_megabytes_of_text():
    text = "Opiskelija osaa ohjelmoida. " * 178_000
    assert read_document(text.encode(), "a.txt").text == text.strip()


def test_table_becomes_text_with_a_note_of_rows_left_out():
    data = b"nimi;kuvaus;paikka\nPython;Osaat ohjelmoida.;Pasila\nrikki\nSQL;Osaat kyselyt.;Malmi\n"
    document = read_document(data, "a.csv")
    assert document.text == "Python\nOsaat ohjelmoida.\n\nSQL\nOsaat kyselyt."
    assert document.notes == (("rows-left-out", "1"),)


NAMES = st.sampled_from(
    [f"a.{suffix}" for suffix in ["txt", "md", "html", "pdf", "docx", "xlsx", "csv", "json", "jsonl", "bin"]]
    + ["a", ""]
)
PREFIXES = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"[{", b'{"', b"\x1f\x8b\x08\x00", b"a;b\n"]
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), NAMES, PREFIXES)
def test_any_bytes_give_a_document_or_a_connector_error(data, name, prefix):
    document = read_or_error(prefix + data, name)
    if document is not None:
        assert document.text.strip()
        assert document.text.encode().decode() == document.text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["docx", "xlsx", "pdf"]), st.data())
def test_damaged_office_files_and_pdfs_give_a_document_or_a_connector_error(kind, data):
    whole = SAMPLES[kind]
    at = data.draw(st.integers(0, len(whole) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=8))
    damaged = whole[:at] + patch + whole[at + len(patch) :]
    read_or_error(damaged, f"a.{kind}")


SAMPLES = {
    "docx": files.docx(build),
    "xlsx": files.xlsx(lambda sheet: sheet.append(["nimi", "kuvaus"]) or sheet.append(["a", "Osaat ohjelmoida."])),
    "pdf": files.pdf(["Opiskelija osaa."]),
}


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1).filter(
        lambda t: any(c.isalpha() for c in t)
    )
)
def test_utf8_text_comes_back_up_to_composition_and_line_ends(text):
    import unicodedata

    expected = unicodedata.normalize("NFC", text.replace("\u2028", "\n").replace("\u2029", "\n\n")).strip()
    assert read_document(text.encode(), "a.text").text.split() == expected.split()


def test_importing_the_readers_loads_no_heavy_library():
    import subprocess

    heavy = "docx lxml openpyxl pypdfium2 rdflib pyarrow numpy markdown_it"
    script = (
        "import sys; import osaamo.connectors.documents, osaamo.connectors.tables, osaamo.connectors.ripa; "
        f"print([name for name in '{heavy}'.split() if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd="src")
    assert done.stdout.strip() == "[]"
