// Checks a person's list of who looked at their data, with nothing but the file, as lib/LogFormat does. The browser's own cryptography, and nobody's word.

const text = (words) => new TextEncoder().encode(words);
export const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const need = (so) => { if (!so) throw new Error('not of the form overblik/log-proof/v1'); };
const sized = (base64) => {
  const hash = bytes(base64);
  need(hash.length === 32);
  return hash;
};
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
};
const whole = (number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(number));
  return new Uint8Array(view.buffer);
};
const sha = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)));
const leafHash = (entry) => sha([0], entry);
const node = (left, right) => sha([1], left, right);
const leaf = (kind, commitment) => leafHash(join([1, kind, 0, 0, 0, 0, 0, 0], commitment));

// RFC 9162, section 2.1.3.2. Sizes here are below 2^53.
async function rootOf(hash, index, size, proof) {
  if (index < 0 || index >= size) return null;
  let [at, last] = [index, size - 1];
  for (const beside of proof) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = await node(beside, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else hash = await node(hash, beside);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

const includes = async (hash, index, checkpoint, proof) => {
  const root = await rootOf(hash, index, checkpoint.size, proof.map(sized));
  return root !== null && same(root, checkpoint.root);
};

// C2SP signed-note: what is signed ends at the last empty line.
function read(note) {
  const end = note.lastIndexOf('\n\n') + 1;
  const [origin, size, root] = note.slice(0, end).split('\n');
  return { origin, size: Number(size), root: sized(root), signed: text(note.slice(0, end)), signatures: note.slice(end + 1).trimEnd().split('\n').map((line) => line.split(' ')) };
}

const hex = (some) => [...some].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function keyOf(vkey) {
  const [name, id, ...rest] = vkey.split('+');
  const key = bytes(rest.join('+'));
  need(key.length === 33 && hex((await sha(text(`${name}\n`), key)).slice(0, 4)) === id);
  return { name, id, key };
}

async function verify({ name, id, key }, checkpoint) {
  for (const [, signer, base64] of checkpoint.signatures) {
    const signature = bytes(base64);
    if (signer !== name || hex(signature.slice(0, 4)) !== id) continue;
    const public_ = await crypto.subtle.importKey('raw', key.slice(1), 'Ed25519', false, ['verify']);
    // Type 4 is a cosignature: a time, and the note with it in front.
    const cosigned = key[0] === 4;
    const time = cosigned ? new DataView(signature.buffer, signature.byteOffset + 4, 8).getBigUint64(0) : 0n;
    const signed = cosigned ? join(text(`cosignature/v1\ntime ${time}\n`), checkpoint.signed) : checkpoint.signed;
    if (await crypto.subtle.verify('Ed25519', public_, signature.slice(cosigned ? 12 : 4), signed)) return true;
  }
  return false;
}

async function signature(proof, checkpoint) {
  try {
    const found = await Promise.all((await Promise.all(proof.keys.map(keyOf))).filter((key) => key.name === proof.origin).map((key) => verify(key, checkpoint)));
    return [checkpoint.origin === proof.origin && found.includes(true), checkpoint.size];
  } catch (reason) {
    // An older browser has no Ed25519.
    if (reason.name === 'NotSupportedError' || reason.name === 'SyntaxError') return [null, 0];
    throw reason;
  }
}

// A policy is groups of witnesses, each a number of them (C2SP tlog-policy).
async function witnesses(proof, checkpoint) {
  const lines = (proof.policy ?? '').split('\n').map((line) => line.split(/[ \t]+/).filter((word) => word)).filter(([word]) => word && !word.startsWith('#'));
  const named = lines.filter(([word]) => word === 'witness');
  if (named.length === 0) return [null, 0];
  try {
    const holds = new Map();
    for (const [, name, key] of named) holds.set(name, await verify(await keyOf(key), checkpoint));
    const count = [...holds.values()].filter((it) => it).length;
    for (const [, name, of, ...members] of lines.filter(([word]) => word === 'group'))
      holds.set(name, [...new Set(members)].filter((member) => holds.get(member)).length >= (of === 'all' ? members.length : of === 'any' ? 1 : Number(of)));
    const quorum = lines.find(([word]) => word === 'quorum')?.[1];
    return [quorum === 'none' || holds.get(quorum) === true, count];
  } catch (reason) {
    if (reason.name === 'NotSupportedError' || reason.name === 'SyntaxError') return [null, 0];
    throw reason;
  }
}

// The fields of a body by their tags; see lib/LogFormat.
export function fields(body) {
  const found = new Map();
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  need(body[0] === 1);
  for (let [at, last] = [1, 0]; at < body.length;) {
    const length = view.getUint16(at + 1);
    need(body[at] > last && at + 3 + length <= body.length);
    last = body[at];
    found.set(body[at], body.slice(at + 3, at + 3 + length));
    at += 3 + length;
  }
  need([[1, 16], [2, 16], [3, 8], [4, 32], [5, 8]].every(([tag, size]) => found.get(tag)?.length === size));
  return found;
}

function committed(nonce, body) {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, body.length);
  return sha(text('overblik/access/v1\0'), nonce, new Uint8Array(length.buffer), body);
}

const idOf = (chain) => Uint8Array.from(chain.person.replaceAll('-', '').match(/../g), (two) => parseInt(two, 16));

// Null where that is not what was committed to, at this place of this chain.
async function says(chain, entry, before) {
  const [nonce, body] = [sized(entry.nonce), bytes(entry.body)];
  if (!same(await committed(nonce, body), sized(entry.commitment))) return null;
  const said = fields(body);
  return same(said.get(2), idOf(chain)) && same(said.get(3), whole(entry.number)) && (!before || same(said.get(4), before)) ? said : null;
}

// It says what the old one says, whose commitment stands in the log before it. All but what is particular to where each stands.
async function discloses(chain, entry, said, checkpoint) {
  const opened = said.get(24);
  if (entry.kind !== 4 || !entry.disclosed || !opened || opened.length <= 32 || said.get(23)?.length !== 8) return false;
  const of = Number(new DataView(said.get(23).buffer).getBigInt64(0));
  const old = fields(opened.slice(32));
  const own = [1, 2, 3, 4, 23, 24, 25];
  const tags = new Set([...said.keys(), ...old.keys()].filter((tag) => !own.includes(tag)));
  return of < entry.leaf && old.has(25) && same(old.get(25), idOf(chain)) && [...tags].every((tag) => said.has(tag) && old.has(tag) && same(said.get(tag), old.get(tag)))
    && await includes(await leaf(1, await committed(opened.slice(0, 32), opened.slice(32))), of, checkpoint, entry.disclosed);
}

const compare = (a, b) => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
};

async function indexSays(root, label, indexed, proof) {
  const above = proof.above.map(sized);
  if (above.length !== 16) return false;
  const reaches = async (hash) => {
    const at = label[0] * 256 + label[1];
    for (let i = 0; i < 16; i++) hash = (at >> i) & 1 ? await node(above[i], hash) : await node(hash, above[i]);
    return same(hash, root);
  };
  const isAt = async (its, value, position, beside) => {
    const hash = await rootOf(await leafHash(join(its, value)), position, proof.count, beside.map(sized));
    return hash !== null && reaches(hash);
  };
  if (indexed) return isAt(label, await sha(whole(indexed.count), sized(indexed.newest), whole(indexed.from)), proof.place, proof.list);
  if (proof.count === 0) return reaches(await sha());
  const { before, after } = proof;
  if (!before !== (proof.place === 0) || !after !== (proof.place === proof.count)) return false;
  const near = (its) => its[0] === label[0] && its[1] === label[1];
  return (!before || (near(sized(before.label)) && compare(sized(before.label), label) < 0 && await isAt(sized(before.label), sized(before.value), proof.place - 1, before.list)))
    && (!after || (near(sized(after.label)) && compare(sized(after.label), label) > 0 && await isAt(sized(after.label), sized(after.value), proof.place, after.list)));
}

async function index({ index: said, chains }, checkpoint) {
  // One that is old says nothing about what is new: somebody could hold back all since then.
  if (!said || said.leaf >= checkpoint.size || said.at / 1000 < Date.now() - 3600_000) return [null, 0];
  const root = sized(said.root);
  const commitment = await sha(text('overblik/index/v1\0'), whole(said.size), whole(said.people), root, whole(said.at));
  if (said.size > said.leaf || !await includes(await leaf(5, commitment), said.leaf, checkpoint, said.inclusion)) return [false, 0];
  let covered = 0;
  for (const chain of chains) {
    if (!chain.label || !chain.proof || (chain.indexed && chain.indexed.count < 1) || !await indexSays(root, sized(chain.label), chain.indexed, chain.proof)) return [false, covered];
    const { indexed } = chain;
    const upTo = chain.entries.filter((entry) => entry.leaf < said.size);
    const newest = upTo.at(-1);
    if (indexed && (indexed.from < 1 || indexed.from > indexed.count + 1)) return [false, covered];
    // Of somebody of whom nothing is kept, nothing is there.
    if (newest ? indexed?.count !== newest.number || newest.commitment !== indexed.newest : indexed && indexed.from <= indexed.count) return [false, covered];
    covered += upTo.length;
  }
  return [true, covered, new Date(said.at / 1000)];
}

const firstOf = ({ entries, count }) => entries[0]?.number ?? count + 1;

// From which entry on they are kept. Whoever claims that some are past their time must have told everybody, by the index.
function kept({ chains }, [index], words) {
  const readable = chains.flatMap((chain) => chain.entries).find((entry) => entry.body);
  const oldest = words && readable && new Date(Number(new DataView(fields(bytes(readable.body)).get(5).buffer).getBigInt64(0)) / 1000);
  const late = index === true ? chains.find((chain) => firstOf(chain) > (chain.indexed?.from ?? 1)) : undefined;
  const first = late ? firstOf(late) : Math.max(1, ...chains.map(firstOf));
  return [late ? false : first === 1 || index === true ? true : null, first, oldest];
}

// Numbers are whole and not below zero: what is half a number must not pass for one.
function shaped(proof) {
  const count = (...numbers) => need(numbers.every((number) => Number.isSafeInteger(number) && number >= 0));
  need(proof.format === 'overblik/log-proof/v1');
  if (proof.index) count(proof.index.leaf, proof.index.size, proof.index.people, proof.index.at);
  for (const chain of proof.chains) {
    count(chain.count);
    if (chain.indexed) count(chain.indexed.count, chain.indexed.from);
    if (chain.proof) count(chain.proof.place, chain.proof.count);
    for (const entry of chain.entries) {
      count(entry.number, entry.leaf, entry.kind);
      need(entry.kind >= 1 && entry.kind <= 7);
    }
  }
}

export async function check(proof) {
  shaped(proof);
  const checkpoint = read(proof.checkpoint);
  const all = proof.chains.flatMap((chain) => chain.entries);
  const old = all.filter((entry) => entry.inclusion);
  let stand = all.every((entry) => entry.inclusion || entry.leaf >= checkpoint.size);
  for (const entry of old) stand &&= entry.kind !== 5 && entry.kind !== 6 && await includes(await leaf(entry.kind, sized(entry.commitment)), entry.leaf, checkpoint, entry.inclusion);
  let [readable, true_, gapless, late, shown] = [0, true, true, true, 0];
  for (const chain of proof.chains) {
    let before = null;
    chain.entries.forEach((entry, i) => { gapless &&= entry.number === chain.entries[0].number + i && (i === 0 || entry.leaf > chain.entries[i - 1].leaf); });
    if (chain.entries.length > 0) gapless &&= chain.entries.at(-1).number === chain.count;
    for (const entry of chain.entries) {
      if (entry.body) {
        readable++;
        const said = await says(chain, entry, entry.number === 1 ? new Uint8Array(32) : before);
        true_ &&= said !== null;
        if (said && entry.inclusion && (entry.kind === 4 || said.get(24)?.length || said.has(28))) {
          shown++;
          late &&= await discloses(chain, entry, said, checkpoint);
        }
      }
      before = sized(entry.commitment);
    }
  }
  const erased = all.filter((entry) => !entry.body).length;
  const unexplained = proof.chains.reduce((sum, { entries }) => {
    const last = entries.reduce((most, { kind, number }) => (kind === 7 ? Math.max(most, number) : most), 0);
    return sum + entries.filter((entry) => !entry.body && entry.kind !== 7 && entry.number >= last).length;
  }, 0);
  const indexed = await index(proof, checkpoint);
  return {
    signature: await signature(proof, checkpoint),
    witnesses: await witnesses(proof, checkpoint),
    entries: [stand, old.length],
    words: [true_, readable],
    chain: [gapless, all.length],
    index: indexed,
    newer: [old.length === all.length ? true : null, all.length - old.length],
    erased: unexplained === 0 ? [true, erased] : [null, unexplained],
    disclosed: [late, shown],
    kept: kept(proof, indexed, true_),
  };
}
