/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/slip/anj-slip.h"

G_BEGIN_DECLS

#define SAMPLE_QR "35.09.01.2001/PGD-4827-K"
#define SAMPLE_PIN "639217"

/* slips in five languages, of a case and of a result, with a copy; %NULL after the last */
const AnjSlip *sample_slip (guint index);

G_END_DECLS
