"""The command ``osaamo demand``."""

import json

import pytest
from click.testing import CliRunner

from osaamo.cli.main import main


def run(tmp_path, command, *lines, more=()):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", "utf-8")
    result = CliRunner().invoke(main, ["demand", command, str(source), str(target), *more])
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()] if target.exists() else None
    return result, rows


def test_forecast_writes_every_series_in_order(tmp_path):
    result, rows = run(
        tmp_path, "forecast", '{"id": 7, "y": [3, 3, 3]}', '{"id": "b", "y": [0]}', more=["--horizon", "2"]
    )
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in rows] == [7, "b"]
    assert set(rows[0]) == {"id", "mean", "lo80", "hi80", "lo95", "hi95", "model"}
    assert rows[0]["mean"] == [3, 3]
    assert all(len(rows[1][name]) == 2 for name in ("mean", "lo80", "hi80", "lo95", "hi95"))


def test_signals_takes_ads(tmp_path):
    line = json.dumps({"id": "a", "y": list(range(10, 58)), "ads": [value * 10 for value in range(10, 58)]})
    result, rows = run(tmp_path, "signals", line, '{"id": "b", "y": [1]}')
    assert result.exit_code == 0, result.output
    assert [row["signal"] for row in rows] == ["constant", "not enough data"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "needs a JSON object"),
        ('{"y": [1]}', "needs a JSON object"),
        ('{"id": 1, "y": []}', "`y` must be"),
        ('{"id": 1, "y": [1, null]}', "`y` must be"),
        ('{"id": 1, "y": [-1]}', "`y` must be"),
        ('{"id": 1, "y": [NaN]}', "`y` must be"),
        ('{"id": 1, "y": [true]}', "`y` must be"),
        ('{"id": 1, "y": [1], "ads": [1, 2]}', "`ads` must have"),
    ],
)
def test_a_broken_line_is_named_and_nothing_written(tmp_path, line, told):
    result, rows = run(tmp_path, "forecast", '{"id": 0, "y": [1]}', line, more=["--horizon", "1"])
    assert result.exit_code == 1
    assert "in.jsonl, line 2: " in result.output
    assert told in result.output
    assert rows is None
