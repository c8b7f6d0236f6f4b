// Reads calendars with ical.js, an implementation that is not ours: a JSON string a line in, what it found as JSON a line out.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const most = 40;
const told = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());

for await (const line of createInterface({ input: process.stdin })) {
  const calendar = new ICAL.Component(ICAL.parse(JSON.parse(line)));
  // The zones of the file itself, not any that the library knows.
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const days = [];
    if (event.isRecurring()) {
      const each = event.iterator();
      for (let next = each.next(); next && days.length < most; next = each.next()) days.push(told(next));
    }
    const end = component.getFirstPropertyValue("dtend");
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      location: event.location,
      sequence: event.sequence,
      start: told(event.startDate),
      end: end ? told(end) : null,
      days,
      alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toString()),
    };
  });
  console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), zones: calendar.getAllSubcomponents("vtimezone").length, events }));
}
