// From our description of a chart to Chart.js's own.

import { seriesColour } from "./theme.js";

const DAY_MS = 86_400_000;
const MANY = 250; // more points than this are thinned out, without losing peaks
const DOTS = 40; // more points than this are drawn as a line alone
const LONG = 200; // over more days than this an axis names months
const STILL = 100; // more than this appear at once: every frame of a movement would draw all of them
const said = document.documentElement.lang || "en";
const language = said === "en" ? "en-GB" : said; // days come before months in the product's English
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const longDay = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" });
const still = matchMedia("(prefers-reduced-motion: reduce)");

const dayNumber = (text) => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const dayText = (format, day) => format.format(new Date(Math.round(day) * DAY_MS));
const shortest = (days) => (days.length > 1 && days.at(-1) - days[0] > LONG ? month : shortDay);
const withUnit = (value, unit) => (unit ? `${number.format(value)} ${unit}` : number.format(value));

/** The configuration that `new Chart` takes. */
export function configOf(chart, colour) {
  if (chart.kind === "doughnut") return doughnut(chart, colour);
  return chart.kind === "line" ? overDays(chart, colour) : bars(chart, colour);
}

function shared(chart, colour) {
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: still.matches || chart.labels.length > STILL ? false : { duration: 160 },
    color: colour("ink"),
    font: { family: colour.font },
    plugins: {
      legend: {
        display: chart.series.length > 1,
        position: "bottom",
        labels: { color: colour("ink"), usePointStyle: true, boxHeight: 8, font: { family: colour.font, size: 13 } },
      },
      tooltip: {
        backgroundColor: colour("inverse"),
        titleColor: colour("inverse-ink"),
        bodyColor: colour("inverse-ink"),
        padding: 10,
        cornerRadius: 8,
        displayColors: chart.series.length > 1,
        callbacks: {},
      },
    },
  };
}

function axis(colour, more = {}) {
  return {
    border: { display: false },
    grid: { color: colour("chart-grid"), drawTicks: false },
    ...more,
    ticks: { color: colour("ink-soft"), padding: 6, font: { family: colour.font, size: 12 }, ...more.ticks },
  };
}

function bars(chart, colour) {
  const days = chart.dates ? chart.labels.map(dayNumber) : [];
  const format = shortest(days);
  const short = (place) => (chart.horizontal ? shortened(chart.labels[place]) : chart.labels[place]);
  const options = shared(chart, colour);
  const values = axis(colour, {
    beginAtZero: true,
    stacked: chart.stacked,
    ticks: { maxTicksLimit: 6, precision: chart.unit ? undefined : 0, callback: (value) => number.format(value) },
  });
  const names = axis(colour, {
    stacked: chart.stacked,
    grid: { display: false },
    ticks: {
      autoSkip: !chart.horizontal,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: (place) => (chart.dates ? dayText(format, days[place]) : short(place)),
    },
  });
  options.indexAxis = chart.horizontal ? "y" : "x";
  options.scales = chart.horizontal ? { x: values, y: names } : { x: names, y: values };
  options.plugins.tooltip.callbacks.title = ([item]) => (chart.dates ? dayText(longDay, days[item.dataIndex]) : chart.labels[item.dataIndex]);
  options.plugins.tooltip.callbacks.label = (item) => `${item.dataset.label}: ${withUnit(item.raw, chart.unit)}`;
  const datasets = chart.series.map((series) => ({
    label: series.label,
    data: series.values,
    backgroundColor: seriesColour(series.colour, colour),
    borderRadius: chart.stacked || chart.labels.length > STILL ? 0 : 4,
    maxBarThickness: chart.horizontal ? 18 : 36,
    pointStyle: "rectRounded",
  }));
  return { type: "bar", data: { labels: chart.labels, datasets }, options };
}

function shortened(text) {
  const most = innerWidth < 576 ? 16 : 26;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function overDays(chart, colour) {
  const days = chart.labels.map(dayNumber);
  const options = shared(chart, colour);
  const format = shortest(days);
  options.parsing = false;
  options.normalized = true;
  options.interaction = { mode: "nearest", axis: "x", intersect: false };
  options.plugins.decimation = { enabled: true, algorithm: "lttb", samples: MANY, threshold: MANY };
  options.scales = {
    x: axis(colour, {
      type: "linear",
      // A single day stands in the middle.
      min: days.length > 1 ? days[0] : days[0] - 1,
      max: days.length > 1 ? days.at(-1) : days[0] + 1,
      grid: { display: false },
      ticks: { maxTicksLimit: 6, precision: 0, maxRotation: 0, includeBounds: false, callback: (day) => (days.length === 1 && day !== days[0] ? "" : dayText(format, day)) },
    }),
    y: axis(colour, { ticks: { maxTicksLimit: 6, callback: (value) => number.format(value) } }),
  };
  options.plugins.tooltip.callbacks.title = ([item]) => dayText(longDay, item.parsed.x);
  options.plugins.tooltip.callbacks.label = (item) => `${item.dataset.label}: ${withUnit(item.parsed.y, chart.unit)}`;
  const datasets = chart.series.map((series, place) => ({
    label: series.label,
    data: series.values.map((y, index) => ({ x: days[index], y })).filter((point) => point.y !== null),
    borderColor: seriesColour(series.colour, colour),
    backgroundColor: seriesColour(series.colour, colour),
    borderWidth: 2,
    borderDash: place ? [6, 4] : [],
    pointStyle: place ? "triangle" : "circle",
    pointRadius: series.values.length > DOTS ? 0 : 3,
    pointHoverRadius: 5,
    clip: 8, // the first and the last point whole
    tension: 0,
  }));
  return { type: "line", data: { datasets }, options };
}

function doughnut(chart, colour) {
  const options = shared(chart, colour);
  const [series] = chart.series;
  const total = series.values.reduce((sum, value) => sum + value, 0);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  options.cutout = "68%";
  options.plugins.legend.display = true;
  options.plugins.tooltip.callbacks.label = (item) =>
    `${item.label}: ${number.format(item.raw)} (${percent.format(total ? item.raw / total : 0)})`;
  const backgroundColor = [seriesColour("success", colour), seriesColour("failed", colour)];
  const borderColor = colour("surface");
  const borderWidth = series.values.filter(Boolean).length > 1 ? 2 : 0; // a whole ring has no slit
  const dataset = { label: series.label, data: series.values, backgroundColor, borderColor, borderWidth };
  return { type: "doughnut", data: { labels: chart.labels, datasets: [dataset] }, options };
}
