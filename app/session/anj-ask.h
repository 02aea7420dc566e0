/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdio.h>

#include "app/session/anj-session.h"
#include "core/anj-region.h"

G_BEGIN_DECLS

/**
 * AnjAsk:
 * @in: NIKs, bodies and PINs; never an argument, so that no list of processes shows them
 * @out: answers
 * @log: one line an error
 *
 * A resident without pixels. All members (unowned).
 */
typedef struct
{
  AnjSession *session;
  const AnjRegionTable *regions;
  FILE *in;
  FILE *out;
  FILE *log;
} AnjAsk;

/* each returns an exit code of sysexits.h, having written its errors; they iterate the
 * thread-default main context */

/**
 * anj_ask_household:
 *
 * A line "NIK KK" → a household document a line. A line with a bad number is reported with its
 * fault and passed over; the code is then EX_DATAERR. Guess delays are waited out.
 */
int anj_ask_household (const AnjAsk *self);

/* all of @in is the body → "REGION/NUMBER PIN"; @photos, @recordings (nullable): files to attach */
int anj_ask_send (const AnjAsk *self,
                  const char *kind,
                  const char *const *photos,
                  const char *const *recordings);

/* @ticket: "REGION/NUMBER", or the number alone for this terminal's village; @in: the PIN */
int anj_ask_ticket (const AnjAsk *self, const char *ticket);

/* connects; %NULL with the error written and *@out_exit_code set */
AnjSession *anj_ask_connect (const char *socket_path,
                             const AnjClock *clock,
                             const AnjRandom *random,
                             FILE *log,
                             int *out_exit_code) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
