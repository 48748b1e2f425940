import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What an authenticator may get wrong, or an attacker change. */
export interface Twist {
  origin?: string
  rpId?: string
  /** Flags of the authenticator data: 1 present, 4 verified, 64 attested. */
  flags?: number
  counter?: number
  userHandle?: string
  credentialId?: Buffer
  key?: KeyObject
  type?: string
  challenge?: string
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url')
const PRESENT = 1
const VERIFIED = 4
const ATTESTED = 64

/** An authenticator with one ES256 key (WebAuthn Level 3, section 6), made of what Node has. */
export class Authenticator {
  readonly id = randomBytes(32)
  readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  counter = 1
  private handle = ''

  constructor(readonly origin: string) {}

  /** The answer to registration options; also remembers whose key it is. */
  register(options: { challenge: string; rp: { id?: string }; user: { id: string } }, twist: Twist = {}) {
    this.handle = options.user.id
    const rpId = twist.rpId ?? options.rp.id ?? ''
    const flags = twist.flags ?? PRESENT | VERIFIED | ATTESTED
    const id = twist.credentialId ?? this.id
    const attested = Buffer.concat([Buffer.alloc(16), length16(id.length), id, this.coseKey()])
    const data = Buffer.concat([this.data(rpId, flags, twist.counter ?? this.counter), attested])
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      bytes(data),
    ])
    return this.credential(id, {
      clientDataJSON: this.client(twist.type ?? 'webauthn.create', options.challenge, twist),
      attestationObject: base64url(attestation),
      transports: ['internal', 'teleport'],
    })
  }

  /** The answer to sign-in options. */
  signIn(options: { challenge: string; rpId?: string }, twist: Twist = {}) {
    const rpId = twist.rpId ?? options.rpId ?? ''
    this.counter = twist.counter ?? this.counter + 1
    const data = this.data(rpId, twist.flags ?? PRESENT | VERIFIED, this.counter)
    const clientDataJSON = this.client(twist.type ?? 'webauthn.get', options.challenge, twist)
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return this.credential(twist.credentialId ?? this.id, {
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', signed, twist.key ?? this.keys.privateKey)),
      userHandle: twist.userHandle ?? this.handle,
    })
  }

  private credential<T>(id: Buffer, response: T) {
    const name = base64url(id)
    return { id: name, rawId: name, type: 'public-key', clientExtensionResults: {}, response }
  }

  private client(type: string, challenge: string, twist: Twist): string {
    const data = { type, challenge: twist.challenge ?? challenge, origin: twist.origin ?? this.origin }
    return base64url(JSON.stringify({ ...data, crossOrigin: false }))
  }

  private data(rpId: string, flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count])
  }

  /** COSE: {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}. */
  private coseKey(): Buffer {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' })
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21])
    const [bytesX, bytesY] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
    return Buffer.concat([head, bytes(bytesX), Buffer.from([0x22]), bytes(bytesY)])
  }
}

const length16 = (length: number): Buffer => Buffer.from([length >> 8, length & 255])
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
const bytes = (value: Buffer): Buffer =>
  Buffer.concat([
    value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, ...length16(value.length)]),
    value,
  ])
