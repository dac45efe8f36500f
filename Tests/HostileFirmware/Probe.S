/* Accesses whose traps are survived: hostile firmware has its own trap handler. */
    .section .text
    .globl probe_load, probe_store
probe_load:
    csrr t2, mtvec
    la t0, trapped
    csrw mtvec, t0
    li t1, 2
    beq a1, t1, 2f
    bltu a1, t1, 1f
    lw a0, 0(a0)
    j passed
1:  lbu a0, 0(a0)
    j passed
2:  lhu a0, 0(a0)
passed:
    csrw mtvec, t2
    li a1, 0
    ret

probe_store:
    csrr t2, mtvec
    la t0, trapped
    csrw mtvec, t0
    li t1, 2
    beq a1, t1, 2f
    bltu a1, t1, 1f
    sw a2, 0(a0)
    j passed
1:  sb a2, 0(a0)
    j passed
2:  sh a2, 0(a0)
    j passed

    .balign 4
trapped:
    csrw mtvec, t2
    li a0, 0
    li a1, 1
    ret
