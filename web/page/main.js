// The page begins here.
import { state } from "./state.js";

function begin() {
  document.getElementById("page").textContent = `INTESO (${state.language})`;
}

begin();
