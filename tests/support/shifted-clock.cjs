// Preloaded into every process and thread of a run: their clocks are wrong by CLOCK_SHIFT_MS, as a machine's may be.
const shift = Number(process.env.CLOCK_SHIFT_MS);
const Right = Date;
globalThis.Date = class ShiftedDate extends Right {
  constructor(...given) {
    super(...(given.length === 0 ? [Right.now() + shift] : given));
  }
  static now() {
    return Right.now() + shift;
  }
};
