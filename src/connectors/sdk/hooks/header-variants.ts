import type { HeaderHmac } from './header-hmac.ts'

/** Standard Webhooks 1.0: several signatures while a secret is rotated; v1a under a public key. */
export const STANDARD_WEBHOOKS: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'webhook-signature', encoding: 'base64', form: 'list' },
  digest: 'hmac',
  signs: ['id', '.', 'time', '.', 'body'],
  key: 'whsec',
  timeHeader: 'webhook-timestamp',
  idHeader: 'webhook-id',
}

/** Svix (Resend and others): the same under its own header names. */
export const SVIX: HeaderHmac = {
  ...STANDARD_WEBHOOKS,
  signature: { ...STANDARD_WEBHOOKS.signature, header: 'svix-signature' },
  timeHeader: 'svix-timestamp',
  idHeader: 'svix-id',
}

/**
 * Mailchimp, where signing is enabled: hex over "{t}.{body}". The header's name and its form are
 * second-hand; a connector has to see them at the vendor before it relies on them.
 */
export const MAILCHIMP: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'x-mailchimp-signature', encoding: 'hex', form: 'pairs' },
  digest: 'hmac',
  signs: ['time', '.', 'body'],
  key: 'text',
}

/** Klaviyo, "Working with system webhooks": hex over the body followed by the time. */
export const KLAVIYO: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'klaviyo-signature', encoding: 'hex', form: 'bare' },
  digest: 'hmac',
  signs: ['body', 'time'],
  key: 'text',
  timeHeader: 'klaviyo-timestamp',
}

/** HubSpot, request validation version 1: no time is signed. */
export const HUBSPOT_V1: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'x-hubspot-signature', encoding: 'hex', form: 'bare' },
  digest: 'prefix',
  signs: ['body'],
  key: 'text',
}

/** Version 2: method and address are signed as well. */
export const HUBSPOT_V2: HeaderHmac = { ...HUBSPOT_V1, signs: ['method', 'url', 'body'] }

/** Version 3: an HMAC, with the time in milliseconds. */
export const HUBSPOT_V3: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'x-hubspot-signature-v3', encoding: 'base64', form: 'bare' },
  digest: 'hmac',
  signs: ['method', 'url', 'body', 'time'],
  key: 'text',
  timeHeader: 'x-hubspot-request-timestamp',
}

/** MailerLite: the body alone. The vendor does not state the encoding; its examples are hex. */
export const MAILERLITE: HeaderHmac = {
  family: 'header_hmac',
  signature: { header: 'signature', encoding: 'hex', form: 'bare' },
  digest: 'hmac',
  signs: ['body'],
  key: 'text',
}

/** Mautic (from its source): the body alone, base64. */
export const MAUTIC: HeaderHmac = {
  ...MAILERLITE,
  signature: { header: 'webhook-signature', encoding: 'base64', form: 'bare' },
}
