import { describe, expect, it } from 'vitest';
import { Live } from '../../src/io/live.ts';
import { Renewable } from '../../src/io/renewable.ts';

class Tool {
  closed = false;
  async close() {
    this.closed = true;
  }
}

describe('Renewable', () => {
  it('lets work under way end on the old one, then closes it; new work begins on the new one', async () => {
    const [first, second] = [new Tool(), new Tool()];
    const tools = new Renewable(first);
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = tools.use(async (tool) => {
      await gate;
      return [tool, tool.closed];
    });
    await tools.renew(second);
    expect(first.closed).toBe(false);
    expect(await tools.use(async (tool) => tool)).toBe(second);
    finish();
    expect(await slow).toEqual([first, false]);
    expect([first.closed, second.closed]).toEqual([true, false]);
  });

  it('closes one that nobody uses at once, and what fails on it all the same', async () => {
    const [first, second, third] = [new Tool(), new Tool(), new Tool()];
    const tools = new Renewable(first);
    await tools.renew(second);
    expect(first.closed).toBe(true);
    const failing = tools.use(async () => {
      await tools.renew(third);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(second.closed).toBe(true);
  });
});

describe('Live', () => {
  it('tells of changes only, with what was before', () => {
    const live = new Live({ a: [1] });
    const told: unknown[] = [];
    const stop = live.subscribe((now, before) => told.push([now.a, before.a]));
    live.set({ a: [1] });
    live.set({ a: [2] });
    stop();
    live.set({ a: [3] });
    expect(told).toEqual([[[2], [1]]]);
    expect(live.current).toEqual({ a: [3] });
  });
});
