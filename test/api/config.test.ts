import { describe, expect, test } from 'vitest'
import { BadConfig, readConfig } from '../../src/config.ts'

const complaint = (env: Record<string, string>) => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(BadConfig)
    return (error as Error).message
  }
  throw new Error('It was taken.')
}

describe('the environment', () => {
  test('empty means: this machine only, embedded, nothing private', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual({
      host: '127.0.0.1',
      port: 4700,
      dataDir: './data',
      role: 'all',
      allowPrivate: false,
      logFolders: [],
      fileFolders: [],
      trustedProxies: [],
      isSampleWorld: false,
      isKeyLost: false,
      logLevel: 'info',
    })
  })

  test('is read whole', () => {
    const config = readConfig({
      PORT: '0',
      PUBLIC_URL: 'https://homing.example.com/',
      DATABASE_URL: 'postgresql://u@db/homing',
      HOMING_SECRET: 'a'.repeat(64),
      ROLE: 'worker',
      ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:4800, [::1]:4800,sandbox.internal:80',
      TRUSTED_PROXY: '10.0.0.0/8, ::1',
    })
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://homing.example.com',
      role: 'worker',
      allowPrivate: ['127.0.0.1:4800', '[::1]:4800', 'sandbox.internal:80'],
      trustedProxies: ['10.0.0.0/8', '::1'],
    })
    expect(readConfig({ ALLOW_PRIVATE_ADDRESSES: 'all' }).allowPrivate).toBe(true)
  })

  test.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
    [{ HOMING_SECRET: 'short' }, 'HOMING_SECRET'],
    [{ PUBLIC_URL: 'https://x.example/homing' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
    [{ ROLE: 'both' }, 'ROLE'],
    [{ ROLE: 'web' }, 'DATABASE_URL'],
    [{ ROLE: 'web', DATABASE_URL: 'postgres://x/y' }, 'HOMING_SECRET'],
    [{ ALLOW_PRIVATE_ADDRESSES: 'localhost' }, 'ALLOW_PRIVATE_ADDRESSES'],
    [{ TRUSTED_PROXY: 'proxy' }, 'TRUSTED_PROXY'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ] as [Record<string, string>, string][])('%j is refused by name', (env, name) => {
    expect(complaint(env)).toContain(name)
  })

  test('tells of every variable at once', () => {
    const told = complaint({ PORT: 'x', ROLE: 'x' })
    expect(told).toMatch(/PORT: .*\n {2}ROLE: /)
  })
})
