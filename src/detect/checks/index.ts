/**
 * The named checks that a detector may ask for. Each takes the secret as a Latin-1 string and says whether it can be
 * what the detector takes it for.
 */

import { isAwsKeyId } from './aws-key-id.js';
import { isDockerAuth } from './docker-auth.js';
import { isGithubToken } from './github-crc32.js';
import { isJwt, isServiceAccountToken } from './jwt.js';
import { isNotPlaceholder } from './placeholder.js';
import { hasArmouredBody, isPemPrivateKey } from './private-key.js';

export const CHECKS: Readonly<Record<string, (secret: string) => boolean>> = {
  'armoured-body': hasArmouredBody,
  'aws-key-id': isAwsKeyId,
  'docker-auth': isDockerAuth,
  'github-crc32': isGithubToken,
  jwt: isJwt,
  'kubernetes-sa-jwt': isServiceAccountToken,
  'not-placeholder': isNotPlaceholder,
  'pem-private-key': isPemPrivateKey,
};
