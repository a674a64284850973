;; Passes over whole messages of a chat that are plain JSON; lexer.ts and structure.ts say the same of all JSON in
;; TypeScript, and of what is none. Memory:
;;        0  i32  messages that were passed over
;;        8  i64  the latest of their unix times, seconds; 0 where there is none
;;    65536  the text; 64 bytes 0 follow it
(module
  (memory (export "memory") 2)

  ;; The byte behind a string whose first byte is at $at; 0 where it is not whole, or is to be looked at.
  (func $string (param $at i32) (result i32)
    (local $v v128) (local $mask i32) (local $byte i32)
    (loop $inside
      (local.set $v (v128.load (local.get $at)))
      (local.set $mask (i8x16.bitmask (v128.or
        (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x22)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x5c))))
        (i8x16.lt_u (local.get $v) (i8x16.splat (i32.const 0x20))))))
      (if (i32.eqz (local.get $mask)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $inside)))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x22))
        (then (return (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.ne (local.get $byte) (i32.const 0x5c)) (then (return (i32.const 0))))
      (if (i32.eqz (call $escapes (i32.load8_u offset=1 (local.get $at)))) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br $inside))
    (unreachable))

  ;; 1 for the bytes that may stand behind a backslash: "\/bfnrtu
  (func $escapes (param $byte i32) (result i32)
    (i32.or
      (i32.or
        (i32.or (i32.eq (local.get $byte) (i32.const 0x22)) (i32.eq (local.get $byte) (i32.const 0x5c)))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x2f)) (i32.eq (local.get $byte) (i32.const 0x62))))
      (i32.or
        (i32.or (i32.eq (local.get $byte) (i32.const 0x66)) (i32.eq (local.get $byte) (i32.const 0x6e)))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x72))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x74)) (i32.eq (local.get $byte) (i32.const 0x75)))))))

  ;; The first byte from $at on that is no white space.
  (func $space (param $at i32) (result i32)
    (local $byte i32)
    (loop $on
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x0a)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x0d)) (i32.eq (local.get $byte) (i32.const 0x09)))) (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $on))))
    (local.get $at))

  (func $isDigit (param $byte i32) (result i32)
    (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10)))

  (func $digits (param $at i32) (result i32)
    (loop $on
      (if (call $isDigit (i32.load8_u (local.get $at))) (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $on))))
    (local.get $at))

  ;; The byte behind a true, false, null, or number without exponent; 0 for anything else.
  (func $scalar (param $at i32) (result i32)
    (local $from i32) (local $byte i32)
    (if (i32.eq (i32.load (local.get $at)) (i32.const 0x65757274)) ;; true
      (then (return (i32.add (local.get $at) (i32.const 4)))))
    (if (i32.eq (i32.load (local.get $at)) (i32.const 0x6c6c756e)) ;; null
      (then (return (i32.add (local.get $at) (i32.const 4)))))
    (if (i32.and (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x66))
        (i32.eq (i32.load offset=1 (local.get $at)) (i32.const 0x65736c61))) ;; false
      (then (return (i32.add (local.get $at) (i32.const 5)))))
    (local.set $from (local.get $at))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2d))
      (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.eqz (call $isDigit (local.get $byte))) (then (return (i32.const 0))))
    (local.set $at (select
      (i32.add (local.get $at) (i32.const 1))
      (call $digits (local.get $at))
      (i32.eq (local.get $byte) (i32.const 0x30))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2e)) (then
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.eqz (call $isDigit (i32.load8_u (local.get $at)))) (then (return (i32.const 0))))
      (local.set $at (call $digits (local.get $at)))))
    ;; Longer ones are looked at.
    (select (local.get $at) (i32.const 0)
      (i32.lt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 60))))

  ;; The seconds in a string of 1 to 10 digits; -1 for any other.
  (func $seconds (param $at i32) (param $end i32) (result i64)
    (local $sum i64)
    (if (i32.gt_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (i32.const 9))
      (then (return (i64.const -1))))
    (loop $on
      (if (i32.eqz (call $isDigit (i32.load8_u (local.get $at)))) (then (return (i64.const -1))))
      (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 10))
        (i64.extend_i32_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))))
      (br_if $on (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
    (local.get $sum))

  ;; From the { of a message on; gives the byte behind the last one that was passed over, or $at.
  (func (export "pass") (param $at i32) (result i32)
    (local $done i32) (local $messages i32) (local $newest i64) (local $time i64) (local $found i64)
    ;; Of each open bracket a bit, 1 for an array; the last one is the lowest.
    (local $kinds i64) (local $depth i32)
    ;; What may come: 0 key or end, 1 key, 2 value or end, 3 value, 4 comma or end.
    (local $next i32)
    ;; What the key before says of a value: 1 it is a unix time, 2 it may lack its quotes.
    (local $key i32)
    (local $byte i32) (local $from i32) (local $length i32)
    (local.set $done (local.get $at))
    (block $stop
      (loop $message
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $depth (i32.const 1))
        (local.set $kinds (i64.const 0))
        (local.set $next (i32.const 0))
        (local.set $key (i32.const 0))
        (local.set $time (i64.const 0))
        (loop $token
          (local.set $byte (i32.load8_u (local.tee $at (call $space (local.get $at)))))
          (block $close
            (if (i32.eq (local.get $next) (i32.const 4)) (then
              (br_if $close (i32.ne (local.get $byte) (i32.const 0x2c)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $next (select (i32.const 3) (i32.const 1) (i32.wrap_i64 (i64.and (local.get $kinds) (i64.const 1)))))
              (br $token)))
            (if (i32.lt_u (local.get $next) (i32.const 2)) (then
              (if (i32.ne (local.get $byte) (i32.const 0x22)) (then
                (br_if $stop (local.get $next))
                (br $close)))
              (local.set $from (i32.add (local.get $at) (i32.const 1)))
              (br_if $stop (i32.eqz (local.tee $at (call $string (local.get $from)))))
              (local.set $length (i32.sub (i32.sub (local.get $at) (i32.const 1)) (local.get $from)))
              (if (i32.eq (local.get $length) (i32.const 11))
                (then (local.set $key (i32.shl (i64.eq (i64.load (local.get $from)) (i64.const 0x746e656d75636f64)) (i32.const 1))))) ;; document
              (if (i32.eq (local.get $depth) (i32.const 1)) (then
                (if (i32.eq (local.get $length) (i32.const 13))
                  (then (local.set $key (i32.and
                    (i64.eq (i64.load (local.get $from)) (i64.const 0x696e755f65746164)) ;; date_uni
                    (i64.eq (i64.load offset=5 (local.get $from)) (i64.const 0x656d697478696e75)))))) ;; unixtime
                (if (i32.eq (local.get $length) (i32.const 15))
                  (then (local.set $key (i32.and
                    (i64.eq (i64.load (local.get $from)) (i64.const 0x755f646574696465)) ;; edited_u
                    (i64.eq (i64.load offset=7 (local.get $from)) (i64.const 0x656d697478696e75)))))))) ;; unixtime
              (local.set $at (call $space (local.get $at)))
              (br_if $stop (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x3a)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $next (i32.const 3))
              (br $token)))
            (if (i32.eq (local.get $byte) (i32.const 0x22)) (then
              (local.set $from (i32.add (local.get $at) (i32.const 1)))
              (br_if $stop (i32.eqz (local.tee $at (call $string (local.get $from)))))
              (if (i32.eq (local.get $key) (i32.const 1)) (then
                (br_if $stop (i64.lt_s
                  (local.tee $found (call $seconds (local.get $from) (i32.sub (local.get $at) (i32.const 1))))
                  (i64.const 0)))
                (if (i64.gt_s (local.get $found) (local.get $time)) (then (local.set $time (local.get $found))))))
              (local.set $key (i32.const 0))
              (local.set $next (i32.const 4))
              (br $token)))
            (br_if $stop (local.get $key))
            (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b)) (then ;; { or [
              (br_if $stop (i32.gt_u (local.get $depth) (i32.const 60)))
              (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
              (local.set $kinds (i64.or (i64.shl (local.get $kinds) (i64.const 1))
                (i64.extend_i32_u (i32.eq (local.get $byte) (i32.const 0x5b)))))
              (local.set $next (i32.shl (i32.eq (local.get $byte) (i32.const 0x5b)) (i32.const 1)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $token)))
            (if (i32.eq (local.get $byte) (i32.const 0x5d)) (then
              (br_if $close (i32.eq (local.get $next) (i32.const 2)))))
            (br_if $stop (i32.eqz (local.tee $at (call $scalar (local.get $at)))))
            ;; What stands here ends a scalar, or it is none.
            (local.set $byte (i32.load8_u (local.get $at)))
            (local.set $next (i32.const 4))
            (br_if $token (i32.eq (local.get $byte) (i32.const 0x2c)))
            (br_if $token (i32.ne (local.get $at) (call $space (local.get $at))))
            (br_if $token (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d)))
            (br $stop))
          (br_if $stop (i32.ne (local.get $byte)
            (select (i32.const 0x5d) (i32.const 0x7d) (i32.wrap_i64 (i64.and (local.get $kinds) (i64.const 1))))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $kinds (i64.shr_u (local.get $kinds) (i64.const 1)))
          (local.set $next (i32.const 4))
          (br_if $token (local.tee $depth (i32.sub (local.get $depth) (i32.const 1)))))
        (local.set $done (local.get $at))
        (local.set $messages (i32.add (local.get $messages) (i32.const 1)))
        (if (i64.gt_s (local.get $time) (local.get $newest)) (then (local.set $newest (local.get $time))))
        (local.set $at (call $space (local.get $at)))
        (br_if $stop (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x2c)))
        (local.set $at (call $space (i32.add (local.get $at) (i32.const 1))))
        (br_if $message (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x7b)))))
    (i32.store (i32.const 0) (local.get $messages))
    (i64.store (i32.const 8) (local.get $newest))
    (local.get $done)))
