// A source of contracts/source-api.yaml in plain Node: no framework, no packages, and nothing of ours.
// Start: node authority.mjs [port] [issuer of a hub]...
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { createServer } from "node:http";

const port = Number(process.argv[2] ?? 5091);
const issuers = process.argv.length > 3 ? process.argv.slice(3) : ["http://localhost:5080", "http://localhost:5099"];

// What the authority holds: a swimming club's courses. The numbers are not CPR numbers (day + 60).
const club = { id: "99777710", name: both("Svømmeskolen", "The Swimming School") };
const day = (days) => new Date(Date.now() + days * 86_400_000);
const courses = [
  { id: "course-1", holder: "7403929212", title: both("Crawl for voksne", "Crawl for adults"), start: day(6), booked: day(-9) },
  { id: "course-2", holder: "7403929212", title: both("Udspring", "Diving"), start: day(20), booked: day(-2) },
  { id: "course-3", holder: "6208981345", title: both("Livredning", "Life-saving"), start: day(13), booked: day(-5) },
];
const info = {
  source: "swimming-school", authority: club, versions: ["v1"], identifiers: ["cpr"], freshness: 0, contact: { email: "it@swimming.example" },
  areas: [{ code: "courses", name: both("Kurser", "Courses"), kinds: ["appointment"] }],
  testPeople: [{ type: "cpr", value: "7403929212" }, { type: "cpr", value: "6208981345" }],
};

function both(da, en) { return { da, en }; }

// Rule 7: the subject comes from the number on the record.
const subjectOf = (number, key) => createHmac("sha256", key).update(number, "ascii").digest("base64url");

const itemOf = (course, key) => ({
  id: course.id, kind: "appointment", subject: subjectOf(course.holder, key), authority: club, area: "courses", title: course.title,
  open: course.start > new Date(), createdAt: course.booked.toISOString(), updatedAt: course.booked.toISOString(), controller: { authority: club },
  appointment: { start: course.start.toISOString(), form: "inPerson", place: "Svømmehallen, Badevej 1, 8000 Aarhus C" },
});

class Refusal extends Error {
  constructor(status, code, headers = {}) { super(code); Object.assign(this, { status, code, headers }); }
}
const titles = {
  "body-malformed": "The body is malformed", "cursor-invalid": "The cursor is not valid", "token-missing": "The token is missing",
  "token-invalid": "The token is not valid", "token-expired": "The token has expired", "token-replayed": "The token has been used before",
  "token-wrong-audience": "The token is for another source", "token-wrong-body": "The token is for another body", "token-wrong-subject": "The token is for another subject",
  "area-not-agreed": "An area is not agreed", "purpose-not-allowed": "The purpose is not allowed here", "assurance-too-low": "The level of assurance is too low",
  "item-unknown": "There is no such item", unavailable: "The source is unavailable", "not-found": "There is nothing here",
};

// The hubs' keys: fetched at the first need, again for an unknown kid, at most every three seconds.
const hubs = new Map(issuers.map((issuer) => [issuer, { keys: new Map(), fetchedAt: 0 }]));
async function keyOf(issuer, kid) {
  const hub = hubs.get(issuer);
  if (!hub) throw new Refusal(401, "token-invalid");
  if (!hub.keys.has(kid) && Date.now() - hub.fetchedAt > 3_000) {
    try {
      const answer = await fetch(issuer.replace(/\/$/, "") + "/.well-known/jwks.json", { signal: AbortSignal.timeout(5_000) });
      const { keys } = await answer.json();
      hub.keys = new Map(keys.filter((it) => it.kty === "EC" && it.crv === "P-256").map((it) => [it.kid, createPublicKey({ key: it, format: "jwk" })]));
      hub.fetchedAt = Date.now();
    } catch {
      throw new Refusal(503, "unavailable", { "Retry-After": "5" });
    }
  }
  return hub.keys.get(kid);
}

function part(text) {
  if (!/^[A-Za-z0-9_-]+$/.test(text ?? "")) throw new Refusal(401, "token-invalid");
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw new Refusal(401, "token-invalid");
  }
}

// Rule 6, before the body is read: form, signature, issuer, audience, time, and that the body is the one meant.
async function open(authorization, body) {
  if (!/^Bearer /i.test(authorization ?? "")) throw new Refusal(401, "token-missing");
  const parts = authorization.slice(7).trim().split(".");
  if (parts.length !== 3) throw new Refusal(401, "token-invalid");
  const [header, claims] = [part(parts[0]), part(parts[1])];
  const whole = claims && header && header.alg === "ES256" && typeof header.kid === "string" && !("crit" in header) && typeof claims.jti === "string" && claims.jti !== ""
    && Number.isInteger(claims.iat) && Number.isInteger(claims.exp) && Array.isArray(claims.areas) && claims.areas.every((it) => typeof it === "string");
  if (!whole) throw new Refusal(401, "token-invalid");
  const key = await keyOf(claims.iss, header.kid);
  const signed = key && verify("sha256", Buffer.from(parts[0] + "." + parts[1]), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(parts[2], "base64url"));
  if (!signed) throw new Refusal(401, "token-invalid");
  if (claims.aud !== info.source) throw new Refusal(401, "token-wrong-audience");
  const now = Math.floor(Date.now() / 1000);
  if (claims.exp <= now - 30 || claims.exp <= claims.iat || claims.exp - claims.iat > 60 || claims.iat > now + 30) throw new Refusal(401, "token-expired");
  if (claims.body !== createHash("sha256").update(body).digest("base64url")) throw new Refusal(401, "token-wrong-body");
  return claims;
}

// Rule 6, what the body decides. The ids of used tokens are remembered until they could not be used again.
const used = new Map();
function admit(claims, subject, itemId) {
  const same = typeof claims.sub === "string" && claims.sub.length === subject.length && timingSafeEqual(Buffer.from(claims.sub), Buffer.from(subject));
  if (!same) throw new Refusal(401, "token-wrong-subject");
  const now = Date.now() / 1000;
  for (const [id, until] of used) { if (until > now) break; used.delete(id); }
  if (used.has(claims.jti)) throw new Refusal(401, "token-replayed");
  used.set(claims.jti, claims.exp + 60);
  if (claims.areas.some((it) => !info.areas.some((area) => area.code === it))) throw new Refusal(403, "area-not-agreed");
  if (claims.purpose === "overview") {
    if (!["substantial", "high"].includes(claims.acr)) throw new Refusal(403, "assurance-too-low");
  } else if (claims.purpose !== "reminder" || claims.acr !== undefined || itemId === undefined || claims.item !== itemId) {
    throw new Refusal(403, "purpose-not-allowed");
  }
}

const kinds = ["case", "benefit", "payment", "debt", "appointment", "deadline", "message", "registration", "credential"];
const isText = (value, most) => typeof value === "string" && value.length <= most;
function read(body, isItem) {
  let request;
  try {
    request = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "body-malformed");
  }
  const { identifier: who, subjectKey: key } = request ?? {};
  const digits = { cpr: /^[0-9]{10}$/, cvr: /^[0-9]{8}$/ }[who?.type];
  const sound = digits && isText(who.value, 10) && digits.test(who.value) && isText(key, 43) && /^[A-Za-z0-9_-]{43}$/.test(key)
    && (!isItem || (kinds.includes(request.kind) && isText(request.id, 64)))
    && (request.kinds === undefined || (Array.isArray(request.kinds) && request.kinds.every((it) => kinds.includes(it))))
    && (request.openOnly === undefined || typeof request.openOnly === "boolean")
    && (request.cursor === undefined || isText(request.cursor, 500)) && (request.knownVersion === undefined || isText(request.knownVersion, 100));
  if (!sound) throw new Refusal(400, "body-malformed");
  return { ...request, key: Buffer.from(key, "base64url") };
}

const visible = (request, claims) => claims.areas.includes("courses") && request.identifier.type === "cpr"
  ? courses.filter((it) => it.holder === request.identifier.value).map((it) => itemOf(it, request.key)).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
  : [];

// Nobody has more than 100 courses, so every answer is whole and no cursor is ever given out: whatever comes as one is not ours.
function overview(request, claims) {
  if (request.cursor !== undefined) throw new Refusal(400, "cursor-invalid");
  const all = visible(request, claims);
  const counts = claims.areas.length > 0 ? [{ kind: "appointment", total: all.length, open: all.filter((it) => it.open).length }] : [];
  const items = all.filter((it) => (!request.kinds || request.kinds.includes(it.kind)) && (!request.openOnly || it.open));
  const version = createHash("sha256").update(JSON.stringify({ counts, items })).digest("base64url").slice(0, 22);
  const asOf = new Date().toISOString();
  return version === request.knownVersion ? { version, unchanged: true, asOf } : { version, asOf, counts, items };
}

function item(request, claims) {
  const found = visible(request, claims).find((it) => it.kind === request.kind && it.id === request.id);
  if (!found) throw new Refusal(404, "item-unknown");
  return { asOf: new Date().toISOString(), item: found };
}

async function bodyOf(http) {
  const chunks = [];
  let size = 0;
  for await (const chunk of http) {
    if ((size += chunk.length) > 64 * 1024) throw new Refusal(400, "body-malformed", { Connection: "close" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(http) {
  if (http.method === "GET" && http.url === "/v1/capabilities") return { body: info, headers: { "Cache-Control": "public, max-age=3600" } };
  const isItem = http.url === "/v1/item";
  if (http.method !== "POST" || !(isItem || http.url === "/v1/overview")) throw new Refusal(404, "not-found");
  const body = await bodyOf(http);
  const claims = await open(http.headers.authorization, body);
  const request = read(body, isItem);
  admit(claims, subjectOf(request.identifier.value, request.key), isItem ? request.id : undefined);
  return { body: isItem ? item(request, claims) : overview(request, claims), headers: { "Cache-Control": "no-store" } };
}

createServer(async (http, response) => {
  let [status, type, headers, body] = [200, "application/json", {}, null];
  try {
    ({ body, headers } = await answer(http));
  } catch (failure) {
    const { status: code, code: name, headers: more } = failure instanceof Refusal ? failure : new Refusal(503, "unavailable");
    [status, type, headers] = [code, "application/problem+json", more];
    body = { type: "urn:overblik:problem:source." + name, title: titles[name], status };
  }
  response.writeHead(status, { "Content-Type": type, ...headers }).end(JSON.stringify(body));
}).listen(port, "127.0.0.1", () => console.log(`The swimming school answers on http://localhost:${port}`));
