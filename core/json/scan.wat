;; Finds where one JSON element ends, 64 bytes at a time; plain_scanner.ts says the same in TypeScript. Memory:
;;        0  i32  position at which the last scan stopped (all positions count from the window's start)
;;        4  i32  depth: open brackets
;;        8  i32  number of recorded marks
;;       12  i32  first suspicious position of the element, -1 for none
;;       16  i32  1 inside a string
;;       20  i32  1 when the next byte is escaped
;;       24  i32  1 when the byte before was a closing quote
;;       28  i32  1: record marks, the commas and colons at depth 1
;;       32  i32  1: only count brackets, without looking at their kinds
;;       36  i32  most brackets that may be open
;;     1024  i32[8192]  marks
;;    65536  u8[65536]  for each open bracket the byte that closes it
;;   131072  the window; 64 readable bytes follow its last one
(module
  (memory (export "memory") 4)

  ;; Appends the positions of commas and colons in the block at $at to the marks, where $mask has a bit.
  (func $record (param $at i32) (param $mask i64)
    (local $v v128) (local $found i64) (local $lane i32) (local $count i32)
    (local.set $count (i32.load (i32.const 8)))
    (loop $lanes
      (local.set $v (v128.load offset=131072 (i32.add (local.get $at) (local.get $lane))))
      (local.set $found (i64.or (local.get $found) (i64.shl
        (i64.extend_i32_u (i8x16.bitmask (v128.or
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x2c)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x3a))))))
        (i64.extend_i32_u (local.get $lane)))))
      (br_if $lanes (i32.lt_u (local.tee $lane (i32.add (local.get $lane) (i32.const 16))) (i32.const 64))))
    (local.set $found (i64.and (local.get $found) (local.get $mask)))
    (block $done
      (loop $next
        (br_if $done (i64.eqz (local.get $found)))
        (i32.store offset=1024 (i32.shl (local.get $count) (i32.const 2))
          (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $found)))))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (local.set $found (i64.and (local.get $found) (i64.sub (local.get $found) (i64.const 1))))
        (br $next)))
    (i32.store (i32.const 8) (local.get $count)))

  ;; The last byte before $at that is not white space; a space when the window holds none.
  (func $before (param $at i32) (result i32)
    (local $byte i32)
    (loop $back
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0x20))))
      (local.set $byte (i32.load8_u offset=131072 (local.tee $at (i32.sub (local.get $at) (i32.const 1)))))
      (br_if $back (i32.or
        (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x0a)))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x0d)) (i32.eq (local.get $byte) (i32.const 0x09))))))
    (local.get $byte))

  ;; Keeps the first suspicious position of the element.
  (func $suspect (param $at i32) (param $bad i64)
    (if (i32.and (i64.ne (local.get $bad) (i64.const 0)) (i32.lt_s (i32.load (i32.const 12)) (i32.const 0)))
      (then (i32.store (i32.const 12) (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $bad))))))))

  ;; Ends a scan: keeps its state for the next and returns its code.
  (func $save (param $position i32) (param $depth i32) (param $string i64) (param $escaped i64) (param $after i64)
    (param $code i32) (result i32)
    (i32.store (i32.const 0) (local.get $position))
    (i32.store (i32.const 4) (local.get $depth))
    (i32.store (i32.const 16) (i32.wrap_i64 (i64.and (local.get $string) (i64.const 1))))
    (i32.store (i32.const 20) (i32.wrap_i64 (local.get $escaped)))
    (i32.store (i32.const 24) (i32.wrap_i64 (local.get $after)))
    (local.get $code))

  ;; Ends it at a bracket: outside of strings, nothing pending.
  (func $stop (param $position i32) (param $depth i32) (param $code i32) (result i32)
    (call $save (local.get $position) (local.get $depth) (i64.const 0) (i64.const 0) (i64.const 0) (local.get $code)))

  ;; 0 reached $to, 1 element closed, 2 first suspicion, 3 marks full, 4 wrong closing bracket, 5 too deep
  (func (export "scan") (param $at i32) (param $to i32) (result i32)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local $low v128) (local $high v128) (local $nibble v128)
    (local $quotes i64) (local $slashes i64) (local $brackets i64) (local $fine i64)
    (local $valid i64) (local $inside i64) (local $closing i64) (local $bad i64) (local $rest i64)
    (local $code i64) (local $escapes i64) (local $bit i64)
    (local $string i64) (local $escaped i64) (local $after i64)
    (local $depth i32) (local $left i32) (local $last i64) (local $byte i32) (local $position i32)
    (local $marking i32) (local $counting i32) (local $expected i32) (local $previous i32) (local $calm i32)
    (local.set $depth (i32.load (i32.const 4)))
    (local.set $string (i64.sub (i64.const 0) (i64.load32_u (i32.const 16))))
    (local.set $escaped (i64.load32_u (i32.const 20)))
    (local.set $after (i64.load32_u (i32.const 24)))
    (local.set $marking (i32.load (i32.const 28)))
    (local.set $counting (i32.load (i32.const 32)))
    (local.set $calm (i32.lt_s (i32.load (i32.const 12)) (i32.const 0)))
    ;; What may follow a closing quote: white space , : ] }. A byte is in the class when the entries of its two
    ;; halves share a bit: 1 for 20 2c, 2 for 3a, 4 for 5d 7d, 8 for 09 0a 0d.
    (local.set $low (v128.const i8x16 1 0 0 0 0 0 0 0 0 8 10 0 1 12 0 0))
    (local.set $high (v128.const i8x16 8 0 1 2 0 4 0 4 0 0 0 0 0 0 0 0))
    (local.set $nibble (i8x16.splat (i32.const 15)))
    (block $end
      (loop $blocks
        (local.set $left (i32.sub (local.get $to) (local.get $at)))
        (br_if $end (i32.le_s (local.get $left) (i32.const 0)))
        (if (i32.and (local.get $marking) (i32.gt_u (i32.load (i32.const 8)) (i32.const 8128)))
          (then (return (call $save (local.get $at) (local.get $depth)
            (local.get $string) (local.get $escaped) (local.get $after) (i32.const 3)))))
        (local.set $valid (i64.const -1))
        (local.set $last (i64.const 63))
        (if (i32.lt_s (local.get $left) (i32.const 64)) (then
          (local.set $last (i64.extend_i32_u (i32.sub (local.get $left) (i32.const 1))))
          (local.set $valid (i64.shr_u (i64.const -1) (i64.sub (i64.const 63) (local.get $last))))))
        (local.set $v0 (v128.load offset=131072 (local.get $at)))
        (local.set $v1 (v128.load offset=131088 (local.get $at)))
        (local.set $v2 (v128.load offset=131104 (local.get $at)))
        (local.set $v3 (v128.load offset=131120 (local.get $at)))

        (local.set $slashes (i64.and (local.get $valid) (i64.or
          (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 0x5c))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 0x5c)))) (i32.const 16))))
          (i64.shl (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 0x5c))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 0x5c)))) (i32.const 16))))
            (i64.const 32)))))
        (local.set $quotes (i64.and (local.get $valid) (i64.or
          (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 0x22))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 0x22)))) (i32.const 16))))
          (i64.shl (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 0x22))))
            (i32.shl (i8x16.bitmask (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 0x22)))) (i32.const 16))))
            (i64.const 32)))))

        ;; Which bytes are escaped: in each run of backslashes every second one escapes. Subtracting the run from
        ;; the odd bits lets the borrow run along it, so that every other bit flips.
        (if (i64.eqz (local.get $slashes))
          (then
            (local.set $quotes (i64.and (local.get $quotes) (i64.xor (local.get $escaped) (i64.const -1))))
            (local.set $escaped (i64.const 0)))
          (else
            (local.set $bit (i64.and (local.get $slashes) (i64.xor (local.get $escaped) (i64.const -1))))
            (local.set $code (i64.xor
              (i64.sub
                (i64.or (i64.shl (local.get $bit) (i64.const 1)) (i64.const 0xaaaaaaaaaaaaaaaa))
                (local.get $bit))
              (i64.const 0xaaaaaaaaaaaaaaaa)))
            (local.set $quotes (i64.and (local.get $quotes) (i64.xor (i64.const -1)
              (i64.xor (local.get $code) (i64.or (local.get $slashes) (local.get $escaped))))))
            (local.set $escapes (i64.and (local.get $code) (local.get $slashes)))
            (local.set $escaped (i64.and (i64.shr_u (local.get $escapes) (local.get $last)) (i64.const 1)))))

        ;; The middle of a long string holds nothing else.
        (if (i32.and (i64.eqz (local.get $quotes)) (i64.ne (local.get $string) (i64.const 0)))
          (then (local.set $at (i32.add (local.get $at) (i32.const 64))) (br $blocks)))

        ;; Inside a string are the bytes behind an odd number of quotes.
        (local.set $inside (i64.xor (local.get $quotes) (i64.shl (local.get $quotes) (i64.const 1))))
        (local.set $inside (i64.xor (local.get $inside) (i64.shl (local.get $inside) (i64.const 2))))
        (local.set $inside (i64.xor (local.get $inside) (i64.shl (local.get $inside) (i64.const 4))))
        (local.set $inside (i64.xor (local.get $inside) (i64.shl (local.get $inside) (i64.const 8))))
        (local.set $inside (i64.xor (local.get $inside) (i64.shl (local.get $inside) (i64.const 16))))
        (local.set $inside (i64.xor (local.get $string)
          (i64.xor (local.get $inside) (i64.shl (local.get $inside) (i64.const 32)))))
        (local.set $string (i64.shr_s
          (i64.shl (local.get $inside) (i64.sub (i64.const 63) (local.get $last))) (i64.const 63)))
        (local.set $closing (i64.and (local.get $quotes) (i64.xor (local.get $inside) (i64.const -1))))

        (local.set $fine (i64.or
          (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.ne (v128.and
              (i8x16.swizzle (local.get $low) (v128.and (local.get $v0) (local.get $nibble)))
              (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $v0) (i32.const 4)))) (v128.const i64x2 0 0)))
            (i32.shl (i8x16.bitmask (i8x16.ne (v128.and
              (i8x16.swizzle (local.get $low) (v128.and (local.get $v1) (local.get $nibble)))
              (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $v1) (i32.const 4)))) (v128.const i64x2 0 0)))
              (i32.const 16))))
          (i64.shl (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.ne (v128.and
              (i8x16.swizzle (local.get $low) (v128.and (local.get $v2) (local.get $nibble)))
              (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $v2) (i32.const 4)))) (v128.const i64x2 0 0)))
            (i32.shl (i8x16.bitmask (i8x16.ne (v128.and
              (i8x16.swizzle (local.get $low) (v128.and (local.get $v3) (local.get $nibble)))
              (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $v3) (i32.const 4)))) (v128.const i64x2 0 0)))
              (i32.const 16)))) (i64.const 32))))
        (local.set $bad (i64.and (local.get $valid) (i64.and
          (i64.or (i64.shl (local.get $closing) (i64.const 1)) (local.get $after))
          (i64.xor (local.get $fine) (i64.const -1)))))
        (local.set $after (i64.and (i64.shr_u (local.get $closing) (local.get $last)) (i64.const 1)))

        ;; Brackets: without bits 1, 2 and 5 all four are 59, and so are only Y _ y and DEL.
        (local.set $rest (i64.and (local.get $valid) (i64.xor (local.get $inside) (i64.const -1))))
        (local.set $brackets (i64.and (local.get $rest) (i64.or
          (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq
              (v128.and (local.get $v0) (i8x16.splat (i32.const 0xd9))) (i8x16.splat (i32.const 0x59))))
            (i32.shl (i8x16.bitmask (i8x16.eq
              (v128.and (local.get $v1) (i8x16.splat (i32.const 0xd9))) (i8x16.splat (i32.const 0x59))))
              (i32.const 16))))
          (i64.shl (i64.extend_i32_u (i32.or
            (i8x16.bitmask (i8x16.eq
              (v128.and (local.get $v2) (i8x16.splat (i32.const 0xd9))) (i8x16.splat (i32.const 0x59))))
            (i32.shl (i8x16.bitmask (i8x16.eq
              (v128.and (local.get $v3) (i8x16.splat (i32.const 0xd9))) (i8x16.splat (i32.const 0x59))))
              (i32.const 16)))) (i64.const 32)))))

        (block $no_more
          (loop $each
            (br_if $no_more (i64.eqz (local.get $brackets)))
            (local.set $bit (i64.and (local.get $brackets) (i64.sub (i64.const 0) (local.get $brackets))))
            (local.set $position (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $brackets)))))
            (local.set $brackets (i64.xor (local.get $brackets) (local.get $bit)))
            (local.set $byte (i32.load8_u offset=131072 (local.get $position)))
            (if (i32.and (local.get $marking) (i32.eq (local.get $depth) (i32.const 1))) (then
              (call $record (local.get $at) (i64.and (local.get $rest) (i64.sub (local.get $bit) (i64.const 1))))))
            (local.set $rest (i64.and (local.get $rest)
              (i64.xor (i64.const -1) (i64.sub (i64.shl (local.get $bit) (i64.const 1)) (i64.const 1)))))
            (if (i32.eq (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5b)) ;; [ {
              (then
                (if (i32.eqz (local.get $counting)) (then
                  (if (local.get $depth) (then
                    (local.set $expected (i32.load8_u offset=65535 (local.get $depth)))
                    (local.set $previous (call $before (local.get $position)))
                    (if (i32.eqz (select
                      (i32.eq (local.get $previous) (i32.const 0x3a))
                      (i32.or (i32.eq (local.get $previous) (i32.const 0x2c))
                        (i32.eq (local.get $previous) (i32.const 0x5b)))
                      (i32.eq (local.get $expected) (i32.const 0x7d))))
                      (then (local.set $bad (i64.or (local.get $bad) (local.get $bit)))))))
                  (if (i32.ge_u (local.get $depth) (i32.load (i32.const 36))) (then
                    (call $suspect (local.get $at) (i64.and (local.get $bad)
                      (i64.or (local.get $bit) (i64.sub (local.get $bit) (i64.const 1)))))
                    (return (call $stop (local.get $position) (local.get $depth) (i32.const 5)))))
                  (i32.store8 offset=65536 (local.get $depth) (i32.add (local.get $byte) (i32.const 2)))))
                (local.set $depth (i32.add (local.get $depth) (i32.const 1))))
              (else
                (br_if $each (i32.ne (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5d))) ;; ] }
                (if (i32.eqz (local.get $counting)) (then
                  (if (i32.ne (local.get $byte) (i32.load8_u offset=65535 (local.get $depth))) (then
                    (call $suspect (local.get $at) (i64.and (local.get $bad) (i64.sub (local.get $bit) (i64.const 1))))
                    (return (call $stop (local.get $position) (local.get $depth) (i32.const 4)))))))
                (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
                (if (i32.eqz (local.get $depth)) (then
                  (call $suspect (local.get $at) (i64.and (local.get $bad) (i64.sub (local.get $bit) (i64.const 1))))
                  (return (call $stop (i32.add (local.get $position) (i32.const 1)) (i32.const 0) (i32.const 1)))))))
            (br $each)))
        (if (i32.and (local.get $marking) (i32.eq (local.get $depth) (i32.const 1)))
          (then (call $record (local.get $at) (local.get $rest))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (if (i64.ne (local.get $bad) (i64.const 0)) (then
          (if (local.get $calm) (then
            (call $suspect (i32.sub (local.get $at) (i32.const 64)) (local.get $bad))
            (return (call $save (select (local.get $to) (local.get $at) (i32.gt_s (local.get $at) (local.get $to)))
              (local.get $depth) (local.get $string) (local.get $escaped) (local.get $after) (i32.const 2)))))))
        (br $blocks)))
    (call $save (local.get $to) (local.get $depth)
      (local.get $string) (local.get $escaped) (local.get $after) (i32.const 0))))
