/** How many bytes a well-formed text takes in UTF-8. A loop of our own: for a few characters the call into Node costs more. */
export function byteLengthOf(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800 || (unit & 0xf800) === 0xd800) length += 2;
    else length += 3;
  }
  return length;
}
