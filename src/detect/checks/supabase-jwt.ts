/**
 * Supabase's older keys are tokens signed with the project's secret: `anon` is made to be public, `service_role` is
 * not. https://supabase.com/docs/guides/api/api-keys
 */

import { fromBase64, jsonObject } from './text.js';

export function isSupabaseServiceKey(secret: string): boolean {
  const payload = jsonObject(fromBase64(secret.split('.')[1] ?? '').toString('utf8'));
  return (
    payload?.['role'] === 'service_role' && typeof payload['iss'] === 'string' && payload['iss'].includes('supabase')
  );
}
