"""Fields for what athletes type: both decimal marks, units, times, distances, and what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.forms.fields import (
    ClockField,
    DayField,
    DistanceField,
    RpeField,
    TextNumberField,
    TimeOfDayField,
    WeightField,
    WholeNumberField,
)
from sessions_app.forms.widgets import QuickSelect, QuickText, QuickTextarea
from sessions_app.session_names import name_by_time
from tests.factories import START
from workouttracker.kit.limits import MAX_SECONDS, MAX_WEIGHT_KG
from workouttracker.kit.units import Unit


def weight_field(unit: Unit = Unit.KG) -> WeightField:
    field = WeightField()
    field.unit = unit
    return field


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("62.5", "62.5"),
        ("62,5", "62.5"),
        (" 62 ", "62"),
        (".5", "0.5"),
        ("0", "0"),
        ("2000", "2000"),
        ("62,50", "62.5"),
        ("٦٢٫٥", "62.5"),
        ("６２．５", "62.5"),
    ],
)
def test_both_marks_are_decimal_marks(text: str, kilograms: str) -> None:
    assert weight_field().clean(text) == Decimal(kilograms)


@pytest.mark.parametrize(
    "text",
    ["1,234.5", "1.234", "62.500", "62 500", "1'000", "1e3", "NaN", "Infinity", "--5", "5-", "kg", "2000.01"],
)
def test_what_is_no_weight_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValidationError, match=r"“.*”"):
        weight_field().clean(text)


@pytest.mark.parametrize(
    "field", [weight_field(), RpeField(), ClockField(), DistanceField(), WholeNumberField(maximum=9)]
)
@pytest.mark.parametrize("text", ["", "   ", "\u00a0", None])
def test_nothing_is_nothing(field: TextNumberField, text: str | None) -> None:
    assert field.clean(text) is None


@pytest.mark.parametrize(
    "field", [weight_field(), RpeField(), ClockField(), DistanceField(), WholeNumberField(maximum=9)]
)
@pytest.mark.parametrize("text", ["9" * 31, "9" * 100_000, "1:" * 40, "x" * 31])
def test_no_number_is_that_long(field: TextNumberField, text: str) -> None:
    with pytest.raises(ValidationError, match="too long for a number"):
        field.clean(text)


@given(st.decimals(min_value=0, max_value=4409, places=2))
def test_any_pound_value_comes_back_as_typed(pounds: Decimal) -> None:
    field = weight_field(Unit.LB)
    assert Decimal(field.shown(field.clean(str(pounds)))) == pounds


@given(
    st.decimals(min_value=0, max_value=MAX_WEIGHT_KG, places=4), st.sampled_from(Unit), st.sampled_from(["en", "de"])
)
def test_what_is_left_as_shown_stays_as_stored(kilograms: Decimal, unit: Unit, language: str) -> None:
    field = weight_field(unit)
    field.stored = kilograms
    with override(language):
        assert field.clean(field.shown(kilograms)) == kilograms


def test_numbers_are_shown_with_the_language_s_mark_and_without_thousands() -> None:
    with override("de"):
        assert weight_field().shown(Decimal("1234.5")) == "1234,5"
    with override("en"):
        assert weight_field().shown(Decimal("1234.5")) == "1234.5"


@pytest.mark.parametrize(("unit", "most"), [(Unit.KG, "2,000 kg"), (Unit.LB, "4,409 lb")])
def test_the_limit_is_told_in_the_athlete_s_unit_and_is_itself_accepted(unit: Unit, most: str) -> None:
    with pytest.raises(ValidationError, match=f"between 0 and {most}"):
        weight_field(unit).clean("5000")
    assert weight_field(unit).clean(most.split()[0].replace(",", "")) <= MAX_WEIGHT_KG


@pytest.mark.parametrize("text", ["1", "8", "8.5", "9,5", "10"])
def test_rpe_goes_in_halves(text: str) -> None:
    assert RpeField().clean(text) == Decimal(text.replace(",", "."))


@pytest.mark.parametrize("text", ["0", "0.5", "10.5", "8.25", "8.3", "hard"])
def test_rpe_outside_its_scale_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        RpeField().clean(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("1:30", 90),
        ("0:05", 5),
        ("75:00", 4500),
        ("1:02:05", 3725),
        ("00:00", 0),
        ("168:00:00", MAX_SECONDS),
    ],
)
def test_times_are_read_as_seconds_or_clocks(text: str, seconds: int) -> None:
    assert ClockField().clean(text) == seconds


@pytest.mark.parametrize(
    "text", ["1:60", "1:60:00", "1:2:3:4", ":", "1:", ":30:", "-5", "1.5", "ten", "604801", "168:00:01"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ClockField().clean(text)


@given(st.integers(min_value=0, max_value=MAX_SECONDS))
def test_any_time_is_read_as_it_is_shown(seconds: int) -> None:
    assert ClockField().clean(ClockField().shown(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("400", "400"),
        ("400 m", "400"),
        ("5km", "5000"),
        ("2,5 km", "2500"),
        ("3.1 mi", "4988.97"),
        ("100 yd.", "91.44"),
    ],
)
def test_distances_are_read_in_any_unit(text: str, metres: str) -> None:
    assert DistanceField().clean(text) == Decimal(metres)


@pytest.mark.parametrize("text", ["5 furlongs", "km", "1.234,5 km", "-5 m", "1001 km", "1e3", "5 k m"])
def test_what_is_no_distance_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DistanceField().clean(text)


@given(st.decimals(min_value=0, max_value=1_000_000, places=2), st.sampled_from(Unit), st.sampled_from(["en", "de"]))
def test_any_distance_is_read_as_it_is_shown(metres: Decimal, unit: Unit, language: str) -> None:
    field = DistanceField()
    field.unit = unit
    with override(language):
        assert field.clean(field.shown(metres)) == metres


@pytest.mark.parametrize(
    ("metres", "unit", "shown"),
    [("400", Unit.KG, "400 m"), ("5000", Unit.KG, "5 km"), ("5432", Unit.KG, "5432 m"), ("4988.97", Unit.LB, "3.1 mi"),
     ("400", Unit.LB, "400 m"), ("0", Unit.KG, "0 m")],
)  # fmt: skip
def test_distances_are_shown_as_exactly_as_shortly(metres: str, unit: Unit, shown: str) -> None:
    field = DistanceField()
    field.unit = unit
    assert field.shown(Decimal(metres)) == shown


@pytest.mark.parametrize("text", ["-1", "1001", "1.0", "0x10", "²"])
def test_a_whole_number_has_bounds(text: str) -> None:
    with pytest.raises(ValidationError, match="write a whole number from 0 to 1,000"):
        WholeNumberField(maximum=1000).clean(text)


@pytest.mark.parametrize(("language", "text"), [("en", "2026-06-30"), ("de", "2026-06-30"), ("de", "30.06.2026")])
def test_days_are_read_as_browsers_and_people_write_them(language: str, text: str) -> None:
    with override(language):
        assert str(DayField().clean(text)) == "2026-06-30"


@pytest.mark.parametrize(("field", "text"), [(DayField(), "32.13.2026"), (TimeOfDayField(), "25:00")])
def test_a_wrong_day_or_time_is_refused_by_name(field: Any, text: str) -> None:
    with pytest.raises(ValidationError, match=f"“{text}”"):
        field.clean(text)


@pytest.mark.parametrize(
    ("hour", "name"),
    [(2, "Monday night workout"), (5, "Monday morning workout"), (11, "Monday midday workout"),
     (14, "Monday afternoon workout"), (18, "Monday evening workout"), (23, "Monday night workout")],
)  # fmt: skip
def test_a_session_is_named_after_day_and_hour(hour: int, name: str) -> None:
    assert name_by_time(START.replace(hour=hour)) == name


@pytest.mark.parametrize(
    ("draw", "html"),
    [
        (lambda: QuickText({"disabled": True, "hidden": False}).render("n", 'a"<', {"id": "i"}),
         '<input type="text" name="n" value="a&quot;&lt;" disabled id="i">'),
        (lambda: QuickText().render("n", None), '<input type="text" name="n">'),
        (lambda: QuickTextarea({"rows": 2}).render("n", "\n<b>"),
         '<textarea name="n" cols="40" rows="2">\n\n&lt;b&gt;</textarea>'),
        (lambda: QuickSelect(choices=[("G", [(1, "<a>"), (2, "b")]), ("", "none")]).render("n", 2),
         ('<select name="n"><optgroup label="G"><option value="1">&lt;a&gt;</option>'
         '<option value="2" selected>b</option></optgroup><option value="">none</option></select>')),
    ],
)  # fmt: skip
def test_quick_widgets_draw_what_django_s_draw(draw: Callable[[], str], html: str) -> None:
    assert draw() == html


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (WholeNumberField(maximum=100), "１２", 12),
        (WholeNumberField(maximum=100), "१२", 12),
        (ClockField(), "١:٣٠", 90),
        (ClockField(), "１：３０", 90),
        (DistanceField(), "٥ km", Decimal(5000)),
    ],
)
def test_digits_of_every_script_are_numbers_in_every_field(field: TextNumberField, text: str, value: object) -> None:
    assert field.clean(text) == value


@pytest.mark.parametrize("text", ["²", "Ⅻ", "①", "½"])
def test_signs_that_only_look_like_numbers_are_refused(text: str) -> None:
    for field in (WholeNumberField(maximum=100), weight_field(), ClockField(), DistanceField()):
        with pytest.raises(ValidationError, match=r"“.”"):
            field.clean(text)


@pytest.mark.parametrize(("language", "shown"), [("en", "30 Jun 2026"), ("de", "30.06.2026")])
def test_a_date_is_taken_as_the_page_writes_it(language: str, shown: str) -> None:
    with override(language):
        assert DayField().clean(shown) == date(2026, 6, 30)
        with pytest.raises(ValidationError, match=f"like {shown}" if language == "en" else shown):
            DayField().clean("03/04/2026")
