// The movements of a score: what each is called, and between which others it was done.

const isFound = (movement) => movement.status === "found" && isNumber(movement.start);

// The found movements before and after one, by its number; undefined where there is none.
const neighboursOf = (movements, number) => ({
  before: movements.filter((each) => each.number < number && isFound(each)).pop(),
  after: movements.find((each) => each.number > number && isFound(each)),
});

const calledIn = (movements, number, language) => textIn(movements.find((each) => each.number === number)?.name, language);
