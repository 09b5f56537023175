export const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** A decimal number of 64 bits, or `undefined`. */
export function integerOf(bytes: Buffer): bigint | undefined {
  const text = bytes.toString('latin1');
  if (!/^[+-]?\d+$/u.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/u, ''));
  return value >= INT64.least && value <= INT64.most ? value : undefined;
}

/** By enum cas_check_type. `invalid` is an operand or a value that is not a number; `unknown` a type that no server has. */
export function check(type: number, operand: Buffer, value: Buffer | undefined): 'passed' | 'failed' | 'invalid' | 'unknown' {
  const say = (passed: boolean) => (passed ? 'passed' : 'failed');
  switch (type) {
    case 0:
      return 'passed';
    case 1:
      return say(!value);
    case 2:
      return say(!value || value.length === 0);
    case 3:
      return say(value !== undefined);
    case 4:
      return say(value !== undefined && value.length > 0);
    case 5:
      return say(value?.includes(operand) ?? false);
    case 6:
      return say(value?.subarray(0, operand.length).equals(operand) ?? false);
    case 7:
      return say(value !== undefined && value.length >= operand.length && value.subarray(value.length - operand.length).equals(operand));
    case 8:
    case 9:
    case 10:
    case 11:
    case 12:
      return say(value !== undefined && compares(type - 8, value.compare(operand)));
    case 13:
    case 14:
    case 15:
    case 16:
    case 17: {
      if (!value) return 'failed';
      const [left, right] = [integerOf(value), integerOf(operand)];
      if (left === undefined || right === undefined) return 'invalid';
      return say(compares(type - 13, left < right ? -1 : left > right ? 1 : 0));
    }
    default:
      return 'unknown';
  }
}

/** <, <=, ==, >=, > by number. */
function compares(how: number, order: number): boolean {
  return [order < 0, order <= 0, order === 0, order >= 0, order > 0][how] ?? false;
}
