import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../src/project-root.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const PACKED = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))))
const ROOT = projectRoot()
const HOME = join(ROOT, '.cache', `chromium-${require(`${PACKED}/package.json`).version}`)

export interface Chromium {
  executablePath: string
  /** Libraries and fonts it brings along, so that no system package is needed. */
  env: Record<string, string>
}

/**
 * Unpacks the browser that came with npm, once a version, into .cache. Several test processes may
 * ask at the same time: each unpacks aside, and the first to finish moves its copy into place.
 */
export async function chromium(): Promise<Chromium> {
  if (!existsSync(HOME)) await unpack()
  return {
    executablePath: join(HOME, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(HOME, 'al2023/lib'),
      FONTCONFIG_FILE: join(HOME, 'homing-fonts.conf'),
    },
  }
}

async function unpack(): Promise<void> {
  mkdirSync(dirname(HOME), { recursive: true })
  const aside = mkdtempSync(`${HOME}-`)
  // The package unpacks into TMPDIR, and its libraries only where it believes to be on AWS.
  const env = { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
  await run(process.execPath, ['--input-type=module', '-e', script], {
    env,
    cwd: ROOT,
  })
  writeFileSync(join(aside, 'homing-fonts.conf'), FONTS)
  try {
    renameSync(aside, HOME)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    if (!existsSync(HOME)) throw error
  }
}

/**
 * The font that came along first, so that screens look the same everywhere; the system's for signs
 * it lacks.
 */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${HOME}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${HOME}/fonts-cache</cachedir>
  <alias binding="strong">
    <family>system-ui</family>
    <prefer><family>Open Sans</family></prefer>
  </alias>
  <alias binding="strong">
    <family>sans-serif</family>
    <prefer><family>Open Sans</family></prefer>
  </alias>
</fontconfig>
`
