/** SHA-256 as 64 hex digits. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = crypto.subtle
    ? await crypto.subtle.digest('SHA-256', bytes)
    : (await import('./sha256-plain')).digest(new Uint8Array(bytes)); // plain http in a LAN has no crypto.subtle
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
