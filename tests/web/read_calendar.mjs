// Reads calendars as ical.js does, a JSON list of texts in, what is in them out; for test_feed.py.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const read = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return {
    name: calendar.getFirstPropertyValue("name"),
    events: calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      return {
        uid: event.uid,
        summary: event.summary,
        description: event.description,
        start: event.startDate.toString(),
        end: event.endDate.toString(),
        whole_days: event.startDate.isDate && event.endDate.isDate,
        status: component.getFirstPropertyValue("status"),
        sequence: event.sequence,
        alarms: component.getAllSubcomponents("valarm").map((alarm) => ({
          words: alarm.getFirstPropertyValue("description"),
          seconds: alarm.getFirstPropertyValue("trigger").toSeconds(),
        })),
      };
    }),
  };
};

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
