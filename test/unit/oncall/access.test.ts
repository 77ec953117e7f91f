import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../src/config/index.ts';
import { UserError } from '../../../src/errors.ts';
import { may, needsSecond, requireAccess } from '../../../src/oncall/index.ts';

describe('access', () => {
  it('includes what is below it', () => {
    const table = (['viewer', 'responder', 'admin'] as const).map((access) =>
      (['viewer', 'responder', 'admin'] as const).map((needed) => may({ access }, needed)),
    );
    expect(table).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it('that is missing is refused with what is needed and what one has', () => {
    expect(() => requireAccess({ access: 'viewer' }, 'admin')).toThrow(UserError);
    expect(() => requireAccess({ access: 'admin' }, 'admin')).not.toThrow();
  });
});

describe('two people', () => {
  const rule = (twoPerson: object) => settingsSchema.parse({ twoPerson }).twoPerson;

  it('are demanded for a kind of operation', () => {
    expect(needsSecond(rule({ operations: ['kill'] }), 'kill', { project: 'shop', service: 'db' })).toBe(true);
    expect(needsSecond(rule({ operations: ['kill'] }), 'restart', { project: 'shop', service: 'db' })).toBe(false);
  });

  it('are demanded for a service, whatever is done to it, also as a part of its project', () => {
    const db = rule({ services: ['shop/db'] });
    expect(needsSecond(db, 'restart', { project: 'shop', service: 'db' })).toBe(true);
    expect(needsSecond(db, 'restart', { project: 'shop', service: 'web' })).toBe(false);
    expect(needsSecond(db, 'restart', { project: 'mail', service: 'db' })).toBe(false);
    expect(needsSecond(db, 'project-stop', { project: 'shop' })).toBe(true);
    expect(needsSecond(db, 'project-stop', { project: 'mail' })).toBe(false);
    expect(needsSecond(rule({ services: ['db'] }), 'restart', { project: 'mail', service: 'db' })).toBe(true);
  });

  it('are demanded for a service that is named without its project also when the whole project is meant', () => {
    const db = rule({ services: ['db'] });
    expect(needsSecond(db, 'project-stop', { project: 'shop', services: ['db', 'web'] })).toBe(true);
    expect(needsSecond(db, 'project-stop', { project: 'mail', services: ['web'] })).toBe(false);
  });

  it('are demanded for a clean-up that would remove what belongs to a service', () => {
    const container = { kind: 'container', project: 'shop', service: 'db' };
    const other = { kind: 'container', project: 'shop', service: 'web' };
    const image = { kind: 'image', project: null, service: null };
    expect(needsSecond(rule({ services: ['shop/db'] }), 'cleanup', { items: [image, container] })).toBe(true);
    expect(needsSecond(rule({ services: ['db'] }), 'cleanup', { items: [image, container] })).toBe(true);
    expect(needsSecond(rule({ services: ['shop/db'] }), 'cleanup', { items: [image, other] })).toBe(false);
  });

  it('are demanded for nothing unless somebody asks for it', () => {
    expect(needsSecond(rule({}), 'kill', { project: 'shop', service: 'db' })).toBe(false);
  });

  it('refuses an operation that there is not, rather than to protect nothing', () => {
    expect(() => rule({ operations: ['restrat'] })).toThrow();
  });
});
