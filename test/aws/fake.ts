/**
 * A small AWS over HTTP, for what no stand-in has: page tokens, throttling, broken answers, kills.
 *
 * It speaks the protocols of the services (query, JSON, REST) as far as the collectors call them; that
 * its answers have the shapes of AWS's own models is checked in `test/real/fake-shapes.test.ts`. Which
 * account is asked is told by the access key: that of an assumed role carries the account's number.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeOf } from './rest-routes.js';
import { escapeXml, toXml } from './xml.js';

export type Request = {
  /** `iam:GetUser`. */
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKey: string;
  /** When it was signed, as ISO 8601 has it without separators. */
  readonly signedAt: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** How often this very request has come, this time included. */
  readonly times: number;
};

export type Reply =
  | { readonly answer: Readonly<Record<string, unknown>>; readonly headers?: Headers }
  | { readonly body: Uint8Array; readonly headers?: Headers; readonly claimedLength?: number }
  | {
      readonly error: string;
      readonly message?: string;
      readonly status?: number;
      readonly headers?: Headers;
    }
  /** Anything at all, as it stands. */
  | { readonly raw: string; readonly status: number; readonly type: string }
  /** The connection breaks, before the answer or in the middle of it. */
  | { readonly breaks: 'at once' | 'midway' };

type Headers = Readonly<Record<string, string>>;
export type Handler = (request: Request) => Reply;
export type Handlers = Readonly<Record<string, Handler>>;

export type Fake = {
  readonly url: string;
  /** Operations asked for, in order. */
  readonly calls: readonly Request[];
  /** What was answered to those that were answered well. */
  readonly answers: readonly Answered[];
  readonly close: () => Promise<void>;
};

type Answered = Pick<Request, 'operation' | 'input'> & {
  readonly answer: Readonly<Record<string, unknown>>;
};

export const HOME = '111122223333';

export async function startFake(
  handlers: Handlers,
  middle: (request: Request) => Reply | undefined = () => undefined,
): Promise<Fake> {
  const calls: Request[] = [];
  const answers: Answered[] = [];
  const counts = new Map<string, number>();
  const server = createServer(async (incoming, outgoing) => {
    const asked = await readRequest(incoming);
    const { accessKey: _, signedAt: __, ...same } = asked;
    const key = JSON.stringify(same);
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    const request = { ...asked, times };
    calls.push(request);
    const reply = middle(request) ?? handlers[request.operation]?.(request);
    const { operation, input } = request;
    if (reply !== undefined && 'answer' in reply) {
      answers.push({ operation, input, answer: reply.answer });
    }
    send(outgoing, operation, reply ?? { error: 'UnknownOperation', status: 404 });
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Omit<Request, 'times'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(
    incoming.headers.authorization ?? '',
  );
  const [, accessKey = '', region = '', service = ''] = scope ?? [];
  const account = /\d{12}/.exec(accessKey)?.[0] ?? HOME;
  const signedAt = String(incoming.headers['x-amz-date'] ?? '');
  return { ...operationOf(incoming, service, text), account, region, accessKey, signedAt };
}

/** Signing names that are not the SDK's names of the clients. */
const SERVICE_OF: Readonly<Record<string, string>> = {
  'access-analyzer': 'accessanalyzer',
  sso: 'sso-admin',
  secretsmanager: 'secrets-manager',
};

function operationOf(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  signed: string,
  text: string,
): Pick<Request, 'operation' | 'input'> {
  const service = SERVICE_OF[signed] ?? signed;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const name = target.slice(target.lastIndexOf('.') + 1);
    return { operation: `${service}:${name}`, input: JSON.parse(text || '{}') };
  }
  if (text.startsWith('Action=') || text.includes('&Action=')) {
    const {
      Action: name = '',
      Version: _,
      ...input
    } = Object.fromEntries(new URLSearchParams(text));
    return { operation: `${service}:${name}`, input };
  }
  const { pathname, searchParams } = new URL(url, 'http://fake');
  const route = routeOf(service, method, pathname, searchParams);
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { operation: `${service}:${route.name}`, input: { ...body, ...route.input } };
}

function send(outgoing: ServerResponse, operation: string, reply: Reply): void {
  const [service = '', name = ''] = operation.split(':');
  if ('breaks' in reply) {
    if (reply.breaks === 'midway')
      outgoing.writeHead(200, { 'content-length': '5000' }).write('<a');
    setTimeout(() => outgoing.socket?.destroy(), 5);
    return;
  }
  if ('raw' in reply) {
    outgoing.writeHead(reply.status, { 'content-type': reply.type }).end(reply.raw);
    return;
  }
  if ('error' in reply) {
    const { error, message = error, status = 400, headers } = reply;
    const isXml = ['iam', 'sts', 'ec2', 's3', 'cloudformation', 'sns'].includes(service);
    outgoing
      .writeHead(status, {
        ...headers,
        'x-amzn-errortype': error,
        'content-type': isXml ? 'text/xml' : 'application/json',
      })
      .end(isXml ? errorXml(service, error, message) : JSON.stringify({ __type: error, message }));
    return;
  }
  if ('body' in reply) {
    const length = reply.claimedLength ?? reply.body.length;
    outgoing.writeHead(200, { ...reply.headers, 'content-length': String(length) });
    outgoing.write(reply.body);
    if (length === reply.body.length) outgoing.end();
    else setTimeout(() => outgoing.socket?.destroy(), 5);
    return;
  }
  const headers = { 'x-amzn-requestid': 'fake', ...reply.headers };
  const xml = toXml(service, name, reply.answer);
  outgoing
    .writeHead(200, {
      ...headers,
      'content-type': xml === undefined ? 'application/json' : 'text/xml',
    })
    .end(xml ?? JSON.stringify(reply.answer, epochDates));
}

function errorXml(service: string, code: string, message: string): string {
  const inner = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  if (service === 's3') return `<Error>${inner}</Error>`;
  if (service === 'ec2') return `<Response><Errors><Error>${inner}</Error></Errors></Response>`;
  return `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error></ErrorResponse>`;
}

/** JSON services give dates as seconds. */
function epochDates(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  return raw instanceof Date ? raw.getTime() / 1000 : value;
}
