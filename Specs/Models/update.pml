/* A/B update of the runtime image.
 *
 * ROM is modelled as it is: Firmware/ROM (BootROM, BootImage) and BT-2 to BT-7 of Specs/Boot.md: slot A then B, vendor
 * and quorum, security version not below the fuse, the code copied to RAM and hashed there.
 *
 * Today's firmware has NO update flow beyond that choice of slot: the flash programmer writes slots, and the minimum
 * version is fused at manufacture. The flow below is the INTENDED design (multilateral update: A/B slots, version
 * counters in fuses, rollback refused, a power cut at every write), so that firmware can be written to it:
 *   1. the runtime checks an offered image as ROM would, before it touches flash;
 *   2. it erases and writes the slot that it does not run from, the header last, and checks what it wrote there;
 *   3. only then, where it runs from A, it erases A's header, so that ROM goes on to B;
 *   4. after that it takes no other update before it is reset: the code in RAM no longer has a slot of its own
 *      (without this rule spin finds the second update that overwrites the only image);
 *   5. the fuse is raised only by an image that runs, to its own version.
 *
 * The host is the adversary: offers any image, old or forged, cuts power at any write, and rewrites flash while the
 * chip is off or running. A macro named in tools/models breaks the design in one place.
 */

#ifndef BOOTS
#define BOOTS   5           /* bound: power-ons in one run */
#endif
#define EMPTY   0
#define FORGED  4           /* version 4 by the vendor and one party */
#define UNSOLD  5           /* version 5 by a quorum, without the vendor */
#define TORN    6           /* written in part */
#define A       0
#define B       1
#define NOSLOT  2

/* Images 1 to 3 are genuine. Each image is named by its security version. */
#define genuine(i)   ((i) >= 1 && (i) <= 3)
#define version(i)   (i)
#ifdef NO_QUORUM
#define quorum(i)    ((i) != EMPTY && (i) != TORN)
#else
#define quorum(i)    (genuine(i) || (i) == UNSOLD)
#endif
#ifdef NO_VENDOR
#define vendor(i)    ((i) != EMPTY && (i) != TORN)
#else
#define vendor(i)    (genuine(i) || (i) == FORGED)
#endif
#ifdef NO_FUSE_CHECK
#define current(i)   true
#else
#define current(i)   (version(i) >= fuse)
#endif
#define holds(i)     ((i) != EMPTY && (i) != TORN && quorum(i) && vendor(i) && current(i))

mtype = { on, offer, done, refused, gone };
chan power = [0] of { mtype };
chan mailbox = [0] of { mtype, byte };
chan answer = [0] of { mtype };

/* Non-volatile. */
byte slot[2];               /* what each slot holds; a chip leaves the factory with image 1 in A */
byte fuse;                  /* the minimum security version */
byte boots;

/* Volatile. */
bit powered, busy;
bit moved;                  /* A was given up for B since power-on */
bit stopped;                /* ROM found no image that holds */
byte running;               /* the image in RAM; EMPTY none */

/* What the claims speak of. */
bit tampered;               /* the host has rewritten flash by itself */
byte confirmed;             /* the highest version that ran and was fused */
bit ranOld;                 /* an image below a confirmed version was entered */
byte decided;               /* ROM's decision at this boot: 0 none yet, 1 image, 2 stop */

ltl rollback { [] (!ranOld && (running != EMPTY -> version(running) >= fuse)) }
ltl verified { [] (running == EMPTY || genuine(running)) }
ltl boots_up { [] (stopped -> tampered) }
ltl closed   { [] (stopped -> running == EMPTY) }
ltl fuse_ok  { [] (fuse <= 3 && (running != EMPTY -> fuse <= version(running))) }
ltl settles  { [] (powered && decided == 0 -> <> (decided != 0 || !powered)) }
ltl answered { [] (busy -> <> !busy) }
ltl canary   { [] (running != 3) }

#define CUT if :: boots < BOOTS -> goto off :: true fi

/* ROM enters what it copied: with -DRUN_FROM_FLASH, what flash holds by then. */
inline enter(s) {
    d_step {
#ifdef RUN_FROM_FLASH
        running = slot[s];
#else
        running = copy;
#endif
        from = s;
        decided = 1;
        if
        :: running == EMPTY || running == TORN || version(running) < confirmed -> ranOld = 1
        :: else
        fi;
        copy = 0
    }
}

proctype Chip() {
    byte copy, from, image, target;

off:
    atomic {
        powered = 0; running = EMPTY; stopped = 0; moved = 0; decided = 0; copy = 0; from = 0; image = 0; target = 0;
        if
        :: busy -> busy = 0; answer!gone
        :: else
        fi
    }
end_off:
    atomic { power?on -> powered = 1; boots++ };
    CUT;
#ifdef HANG
    do
    :: holds(slot[A]) || holds(slot[B]) -> break
    :: else
    od;
#endif
    /* ROM. Flash may change between two reads: each slot is read once, into RAM. */
    copy = slot[A];
    if
    :: holds(copy) -> enter(A)
    :: else ->
#ifndef NO_SLOT_B
        copy = slot[B];
#else
        copy = EMPTY;
#endif
        if
        :: holds(copy) -> enter(B)
        :: else ->
#ifdef RUN_ANYWAY
            copy = slot[A];
            if
            :: copy != EMPTY && copy != TORN -> enter(A); stopped = 1
            :: else -> atomic { copy = 0; stopped = 1; decided = 2 }
            fi
#else
            atomic { copy = 0; stopped = 1; decided = 2 }
#endif
        fi
    fi;
    CUT;
    /* The image that runs raises the fuse to its own version. */
    if
    :: !stopped && version(running) > fuse ->
        d_step {
            fuse = version(running);
            confirmed = fuse
        }
        CUT
    :: else
    fi;

serve:
end_serve:
    if
    :: boots < BOOTS -> goto off
    :: atomic { mailbox?offer, image -> busy = 1 }
    fi;
    if
#ifdef SECOND_UPDATE
    :: stopped -> goto refuse
#else
    :: stopped || moved -> goto refuse
#endif
#ifndef NO_UPDATE_CHECK
    :: !(holds(image)) -> goto refuse
#endif
    :: else
    fi;
#ifdef WRITE_ACTIVE
    target = from;
#else
    target = 1 - from;
#endif
#ifdef FUSE_FIRST
    if
    :: version(image) > fuse -> fuse = version(image)
    :: else
    fi;
    CUT;
#endif
#ifdef ERASE_OLD_FIRST
    slot[1 - target] = EMPTY;
    CUT;
#endif
    slot[target] = EMPTY;
    CUT;
    slot[target] = TORN;
    CUT;
    /* Worn flash may not take it. */
    if
    :: slot[target] = image
    :: true
    fi;
    CUT;
    /* What flash now holds is what counts: only over that is the old image given up. */
    if
#ifndef NO_READ_BACK
    :: slot[target] != image -> goto refuse
#endif
    :: else
    fi;
    if
    :: from == A && target == B -> atomic { slot[A] = EMPTY; moved = 1 }; CUT
    :: else
    fi;
    atomic { busy = 0; image = 0; target = 0; answer!done; goto serve };
refuse:
#ifdef SILENT_REFUSAL
    goto serve;
#endif
    atomic { busy = 0; image = 0; target = 0; answer!refused; goto serve }
}

proctype Host() {
    byte image, which;
end_host:
    do
    :: atomic { !powered && boots < BOOTS -> power!on }
    :: atomic {
        boots > 0 && boots < BOOTS ->
#ifdef HONEST_FLASH
        false ->
#endif
        tampered = 1;
        if
        :: which = A
        :: which = B
        fi;
        if
        :: slot[which] = EMPTY
        :: slot[which] = TORN
        :: slot[which] = 1
        :: slot[which] = 2
        :: slot[which] = 3
        :: slot[which] = FORGED
        :: slot[which] = UNSOLD
        fi;
        which = 0
    }
    :: mailbox!offer, 1 -> answer?_
    :: mailbox!offer, 2 -> answer?_
    :: mailbox!offer, 3 -> answer?_
    :: mailbox!offer, FORGED -> answer?_
    :: mailbox!offer, UNSOLD -> answer?_
    od
}

init {
    atomic {
        slot[A] = 1;
        fuse = 1;
        confirmed = 1;
        run Chip(); run Host()
    }
}
