// Speaks with the API beside the page.

const JSON_TYPE = "application/json";

/** What the server, or the way to it, says instead of an answer; `status` is 0 where nothing came back. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * One request. Gives the JSON that comes back, or the response itself where something else is accepted.
 * @param {string} path relative to the page
 * @param {{body?: object, method?: string, key?: string, signal?: AbortSignal, accept?: string}} [options] a body is
 * sent as JSON unless it is a form
 * @throws {Refused}
 */
export async function request(path, { body, method, key = "", signal, accept = JSON_TYPE } = {}) {
  const headers = { Accept: accept };
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = JSON_TYPE;
  if (key) headers.Authorization = `Bearer ${key}`;
  if (/[^\x20-\x7e]/.test(key)) throw new Refused(0, "key", "It holds a character that no key has: copy it again.");
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), {
      method: method ?? (body ? "POST" : "GET"), body: body && !isForm ? JSON.stringify(body) : body, headers, signal, cache: "no-store",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, "unreachable", "The server does not answer.");
  }
  if (!response.ok) throw await refusal(response);
  return accept === JSON_TYPE ? response.json() : response;
}

async function refusal(response) {
  try {
    const problem = await response.json();
    return new Refused(response.status, problem.code, problem.detail);
  } catch {
    return new Refused(response.status, "http", `The server answers ${response.status}.`);
  }
}

/**
 * The events of a stream, each as `[name, data]`.
 * @throws {Refused} where the stream ends before its last event, or that event is an error
 */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  let last = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      waiting += value;
      for (let end = waiting.indexOf("\n\n"); end >= 0; end = waiting.indexOf("\n\n")) {
        const [name, data] = parsed(waiting.slice(0, end));
        waiting = waiting.slice(end + 2);
        if (name === "error") throw new Refused(response.status, data.code, data.detail);
        last = name;
        yield [name, data];
      }
    }
  } catch (error) {
    if (error instanceof Refused || error.name === "AbortError") throw error;
    throw new Refused(0, "broken_off", "The connection broke off.");
  }
  if (last !== "done") throw new Refused(0, "broken_off", "The connection broke off.");
}

function parsed(event) {
  let name = "message";
  let data = "";
  for (const line of event.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  return [name, JSON.parse(data)];
}
