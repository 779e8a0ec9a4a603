export default function ConnectionScreen() { return null }
