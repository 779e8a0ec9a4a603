export { HookDoor, type DoorLimits } from './hooks/door.ts'
export { createServer, type ServerOptions } from './server.ts'
export { listen, type Listening } from './listen.ts'
