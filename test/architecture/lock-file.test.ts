import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './sources.ts'

interface Package {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  hasInstallScript?: boolean
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/**
 * Packages that bring scripts of their own for their installation, each with the reason. None of
 * them is ever run: a package that runs at installation could do anything on the machine of
 * whoever builds. What they would build is optional.
 */
const BRING_SCRIPTS: Record<string, string> = {
  ssh2: 'builds a faster cipher; without it, that of Node is used',
  'cpu-features': 'optional to ssh2: chooses the order of ciphers by the processor',
}

const manifest = readJson<Package & { scripts: Record<string, string> }>('package.json')
const lock = readJson<{ lockfileVersion: number; packages: Record<string, Package> }>(
  'package-lock.json',
)
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T
}

test('the lock file is what package.json asks for, to the version', () => {
  const root = lock.packages['']!
  expect(packages.length).toBeGreaterThan(100)
  for (const part of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    expect(root[part] ?? {}, part).toEqual(manifest[part] ?? {})
    for (const [name, version] of Object.entries(manifest[part] ?? {})) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    }
  }
})

test('every package of the lock is known by its hash', () => {
  const without = packages.filter(
    ([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
  )
  expect(without.map(([path]) => path)).toEqual([])
})

test('no package comes from a place of its own: the lock names none, nor does .npmrc', () => {
  const elsewhere = packages.filter(
    ([, { resolved, link, version }]) =>
      resolved !== undefined || link === true || !/^\d+\.\d+\.\d+/.test(version ?? ''),
  )
  expect(elsewhere.map(([path]) => path)).toEqual([])
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).not.toMatch(/registry\s*=/)
})

test('nothing has to run for a package to be installed, ours neither', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
  const running = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)
  const names = running.map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(names.filter((name) => BRING_SCRIPTS[name] === undefined)).toEqual([])
  const atInstallation = ['preinstall', 'install', 'postinstall', 'prepare']
  expect(Object.keys(manifest.scripts).filter((name) => atInstallation.includes(name))).toEqual([])
})
