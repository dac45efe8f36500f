// ML-DSA-87 (FIPS 204) out of the BoringSSL that swift-crypto carries, in its deterministic variant.
//
// swift-crypto signs with fresh randomness alone, and an emulator must give the same bytes from the same seed. BoringSSL
// has the deterministic entry (`BCM_mldsa87_sign_internal` with a randomizer of zeros, FIPS 204, section 3.4), which no
// public header declares. The package is therefore pinned to one exact version.
//
// Every pointer must be valid for the count beside it or in the comment; nothing is kept but what `new` returns.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { IL_MLDSA_SEED = 32, IL_MLDSA_PUBLIC_KEY = 2592, IL_MLDSA_SIGNATURE = 4627 };

typedef struct il_mldsa_private il_mldsa_private;
typedef struct il_mldsa_public il_mldsa_public;

/// From a 32-byte seed (FIPS 204, algorithm 6). Null only when memory has run out.
il_mldsa_private *il_mldsa_private_new(const uint8_t *seed);
/// Wipes the key.
void il_mldsa_private_free(il_mldsa_private *key);
/// Writes the 2,592 bytes of the public key.
void il_mldsa_private_public(const il_mldsa_private *key, uint8_t *public_key);
/// Writes the 4,627 bytes of the deterministic signature with an empty context. 1 on success.
int il_mldsa_sign(const il_mldsa_private *key, const uint8_t *message, size_t count, uint8_t *signature);

/// From 2,592 bytes; any such bytes are a key. Null only when memory has run out.
il_mldsa_public *il_mldsa_public_new(const uint8_t *public_key);
void il_mldsa_public_free(il_mldsa_public *key);
/// 1 when the 4,627 bytes are a signature of the message with an empty context.
int il_mldsa_verify(
    const il_mldsa_public *key, const uint8_t *message, size_t count, const uint8_t *signature);
