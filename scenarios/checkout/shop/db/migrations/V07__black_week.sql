-- Coupon of the black week.
INSERT INTO coupon (code, percent) VALUES ('BLACKWEEK20', 20);
