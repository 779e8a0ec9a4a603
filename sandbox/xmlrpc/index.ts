export { readCall, readResponse, type Call } from './read.ts'
export { isArray, isStruct, type Fault, type Struct, type Value } from './value.ts'
export { writeCall, writeFault, writeResponse } from './write.ts'
