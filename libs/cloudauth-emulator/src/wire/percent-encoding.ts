const LEFT_RAW_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;

/** RFC 3986 percent-encoding, which the canonical request demands: everything but letters, digits and `-_.~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    LEFT_RAW_BY_ENCODE_URI_COMPONENT,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Form decoding: `+` is a space. Invalid percent-encoded UTF-8 is unchanged. */
export function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
